'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import type { AdminInvoice } from '@geko/contracts/invoices';
import { NANO_PER_USD } from '@geko/contracts/usd';
import { useId, useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { parseDollars } from '../admin/dollars.ts';
import { formErrorText } from '../admin/form-error-text.ts';
import { newId } from '../chat/new-id.ts';
import { notify } from '../toasts/notify.ts';

const NANO_PER_CENT = NANO_PER_USD / 100n;

type Problems = { amount?: string; memo?: string };

/** Takes something off an invoice, with a reason. */
export function CreditDialog({ invoice, onClose }: { invoice: AdminInvoice; onClose: () => void }) {
  const {
    admin: { credit: texts },
  } = useMessages('invoices');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const formId = useId();
  // One id for every try, so that a resend takes nothing more off.
  const [id] = useState(newId);
  const [problems, setProblems] = useState<Problems>({});
  const { number, workspaceId } = invoice;
  const credit = trpc.invoices.credit.useMutation({
    onSuccess: () => {
      void notify({ tone: 'success', title: fill(texts.done, { number }) });
      onClose();
    },
    onSettled: () => utils.invoices.all.invalidate(),
  });
  const problem = formErrorText(credit.error, { fields: [], networkFailed: common.networkFailed });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const nano = parseDollars(formText(event.currentTarget, 'amount'));
    const memo = formText(event.currentTarget, 'memo').trim();
    const isWhole = nano !== null && nano > 0n && nano % NANO_PER_CENT === 0n;
    setProblems({
      ...(isWhole ? {} : { amount: texts.notDollars }),
      ...(memo === '' ? { memo: texts.memoMissing } : {}),
    });
    if (!isWhole || memo === '') return;
    const amountCents = Number(nano / NANO_PER_CENT);
    credit.mutate({ workspaceId, invoiceId: invoice.id, id, amountCents, memo });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={fill(texts.title, { number })}
        description={texts.lead}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={credit.isPending}>
              {texts.submit}
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
          <Field label={texts.amount} error={problems.amount}>
            <Input name="amount" inputMode="decimal" autoComplete="off" autoFocus icon="$" />
          </Field>
          <Field label={texts.memo} hint={texts.memoHint} error={problems.memo}>
            <Input name="memo" maxLength={200} autoComplete="off" />
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
