'use client';
import { Button } from '@geko/ui/button';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { IssueForm, type IssueFacts } from './issue-form.tsx';
import type { ToldKey } from './key-told.tsx';

/** Issues a licence, whose key goes to `onTold` and nowhere else: of what passes by, React Query keeps nothing. */
export function IssueLicence({
  returnFocus,
  onTold,
  onClose,
}: {
  /** Brings the focus back when it closes. */
  returnFocus: (event: Event) => void;
  onTold: (key: ToldKey) => void;
  onClose: () => void;
}) {
  const { form } = useMessages('licences').admin;
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const formId = useId();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (facts: IssueFacts) => {
      const { key, isMailed } = await utils.client.licences.issue.mutate({ id: newId(), ...facts });
      onTold({ key, isMailed, email: facts.holderEmail });
    },
    onSettled: () => void utils.licences.all.invalidate(),
  });
  // Closed now, it would miss the key.
  const close = (): void => (isPending ? undefined : onClose());
  return (
    <Dialog open onOpenChange={close}>
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
    </Dialog>
  );
}
