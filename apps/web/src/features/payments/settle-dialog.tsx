'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Textarea } from '@geko/ui/textarea';
import { useId, useState, type SubmitEvent } from 'react';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { formErrorText } from '../admin/form-error-text.ts';

const MOST_CHARS = 500;

/** Asks what an operator has done about something that Stripe told; then it waits no longer. */
export function SettleDialog({ eventId, onClose }: { eventId: string; onClose: () => void }) {
  const { settle: words } = useMessages('payments');
  const common = useMessages('common');
  const formId = useId();
  const utils = trpc.useUtils();
  const [isEmpty, setEmpty] = useState(false);
  const settle = trpc.payments.settleQuarantine.useMutation({
    onSuccess: async () => {
      await utils.payments.quarantine.invalidate();
      onClose();
    },
  });
  const problem = formErrorText(settle.error, { fields: [], networkFailed: common.networkFailed });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const note = formText(event.currentTarget, 'note').trim();
    setEmpty(note === '');
    if (note !== '') settle.mutate({ eventId, note });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={words.title}
        description={words.lead}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={settle.isPending}>
              {words.submit}
            </Button>
          </>
        }
      >
        <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
          {problem === null ? null : (
            <Callout tone="danger" role="alert">
              {problem}
            </Callout>
          )}
          <Field label={words.note} error={isEmpty ? words.empty : undefined}>
            <Textarea name="note" maxLength={MOST_CHARS} autoFocus />
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
