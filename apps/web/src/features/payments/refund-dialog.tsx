'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import { refundReasons } from '@geko/contracts/refund-reasons';
import { useId, useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { formText } from '../../lib/form-text.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { formErrorText } from '../admin/form-error-text.ts';
import { newId } from '../chat/new-id.ts';
import { notify } from '../toasts/notify.ts';
import { topUpCents } from '../wallet/top-up-cents.ts';

/** Gives a payment back, all that is left of it or a part; the credit that it bought is taken back with it. */
export function RefundDialog({
  payment,
  left,
  isOfPlan = false,
  onClose,
}: {
  /** Credit that was bought, or a plan's invoice. */
  payment: { id: string; workspaceId: string; workspaceName: string };
  /** In cents, with tax. */
  left: number;
  isOfPlan?: boolean;
  onClose: () => void;
}) {
  const { refunding: words } = useMessages('payments');
  const common = useMessages('common');
  const format = useFormat();
  const formId = useId();
  const utils = trpc.useUtils();
  // One id for every try of this refund, so that a resend gives nothing more; another sum is another refund.
  const [tried, setTried] = useState({ id: newId(), amountCents: left });
  const [reason, setReason] = useState<(typeof refundReasons)[number]>('requested_by_customer');
  const [isWrong, setWrong] = useState(false);
  const refund = trpc.payments.refund.useMutation({
    onSuccess: (done) => {
      const sum = format.cents(done.amountCents);
      void notify({ tone: 'success', title: fill(words.done, { sum }) });
      void (isOfPlan ? utils.invoices.all : utils.payments.list).invalidate();
      onClose();
    },
  });
  const problem = formErrorText(refund.error, { fields: [], networkFailed: common.networkFailed });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const text = formText(event.currentTarget, 'amount');
    const amountCents = topUpCents(text, { least: 1, most: left });
    setWrong(amountCents === null);
    if (amountCents === null) return;
    const wish = amountCents === tried.amountCents ? tried : { id: newId(), amountCents };
    setTried(wish);
    const { id: paymentId, workspaceId } = payment;
    refund.mutate({ ...wish, workspaceId, paymentId, reason });
  };
  const most = format.cents(left);
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={fill(words.title, { workspace: payment.workspaceName })}
        description={isOfPlan ? words.leadOfPlan : words.lead}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button variant="danger" type="submit" form={formId} isLoading={refund.isPending}>
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
          <Field
            label={words.amount}
            hint={fill(words.amountHint, { most })}
            error={isWrong ? fill(words.amountWrong, { most }) : undefined}
          >
            <Input
              name="amount"
              inputMode="decimal"
              autoComplete="off"
              autoFocus
              icon="$"
              defaultValue={(left / 100).toFixed(2)}
            />
          </Field>
          <Field label={words.reason}>
            <Select
              value={reason}
              onValueChange={(next) =>
                setReason(refundReasons.find((one) => one === next) ?? reason)
              }
            >
              <SelectTrigger />
              <SelectContent>
                {refundReasons.map((one) => (
                  <SelectItem key={one} value={one}>
                    {words.reasons[one]}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
