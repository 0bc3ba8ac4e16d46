'use client';
import { Button } from '@geko/ui/button';
import { CopyButton } from '@geko/ui/copy-button';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import type { IssuedLicence } from '@geko/contracts/licences';
import { useMutation } from '@tanstack/react-query';
import { useId, useRef, useState, type RefObject } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { IssueForm, type IssueFacts } from './issue-form.tsx';

/** Issues a licence, and then shows its key for the one time that there is. */
export function IssueLicence({
  returnTo,
  onClose,
}: {
  /** Where the focus goes afterwards. */
  returnTo: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const { form, issued: told } = useMessages('licences').admin;
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const formId = useId();
  const shown = useRef<HTMLInputElement>(null);
  const [made, setMade] = useState<(IssuedLicence & { email: string }) | null>(null);
  // Its key passes by React Query, which would keep an answer.
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (facts: IssueFacts) => {
      const answer = await utils.client.licences.issue.mutate({ id: newId(), ...facts });
      setMade({ ...answer, email: facts.holderEmail });
    },
    onSettled: () => void utils.licences.all.invalidate(),
  });
  const close = (): void => (isPending ? undefined : onClose());
  const returnFocus = (event: Event): void => {
    event.preventDefault();
    returnTo.current?.focus();
  };
  return (
    <Dialog open onOpenChange={close}>
      {made === null ? (
        <DialogContent
          title={form.title}
          description={form.lead}
          closeLabel={common.close}
          onCloseAutoFocus={returnFocus}
          footer={
            <>
              <Button variant="secondary" disabled={isPending} onClick={close}>
                {common.cancel}
              </Button>
              <Button type="submit" form={formId} isLoading={isPending}>
                {form.submit}
              </Button>
            </>
          }
        >
          <IssueForm
            id={formId}
            error={error}
            onSubmit={(facts) => (isPending ? undefined : mutate(facts))}
          />
        </DialogContent>
      ) : (
        <DialogContent
          title={told.title}
          description={made.isMailed ? fill(told.mailed, { email: made.email }) : told.notMailed}
          closeLabel={common.close}
          onCloseAutoFocus={returnFocus}
          onInteractOutside={(event) => event.preventDefault()}
          onEscapeKeyDown={(event) => event.preventDefault()}
          footer={
            <Button variant="secondary" onClick={onClose}>
              {told.done}
            </Button>
          }
        >
          <div className="flex flex-col gap-3">
            <Field label={told.label}>
              <Input
                ref={shown}
                readOnly
                value={made.key}
                autoComplete="off"
                onFocus={(event) => event.currentTarget.select()}
                className="font-mono"
              />
            </Field>
            <CopyButton
              hasText
              autoFocus
              variant="primary"
              size="md"
              value={made.key}
              label={told.copy}
              copiedLabel={common.copied}
              onCopyError={() => shown.current?.focus()}
              className="self-start"
            />
          </div>
        </DialogContent>
      )}
    </Dialog>
  );
}
