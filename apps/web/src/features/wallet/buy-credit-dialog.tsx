'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import {
  LEAST_TOP_UP_CENTS,
  MOST_TOP_UP_CENTS,
  type CreditPackId,
} from '@geko/contracts/credit-packs';
import type { TopUpChoice } from '@geko/contracts/payments';
import { useId, useRef, useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { formText } from '../../lib/form-text.ts';
import { useFreshOnReturn } from '../../lib/use-fresh-on-return.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { formErrorText } from '../admin/form-error-text.ts';
import { newId } from '../chat/new-id.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { PackChoices } from './pack-choices.tsx';
import { topUpCents } from './top-up-cents.ts';

/** Chooses how much credit to buy, and leads to the page of Stripe's on which it is paid. */
export function BuyCreditDialog({
  nanoPerCredit,
  returnFocus,
  onClose,
}: {
  nanoPerCredit: string;
  /** For onCloseAutoFocus. */
  returnFocus: (event: Event) => void;
  onClose: () => void;
}) {
  const { buying: words } = useMessages('wallet');
  const common = useMessages('common');
  const format = useFormat();
  const formId = useId();
  const { workspace } = useWorkspace();
  const [choice, setChoice] = useState<CreditPackId | 'own'>('medium');
  const [isAmountWrong, setAmountWrong] = useState(false);
  const idOf = useIdPerChoice();
  const start = trpc.billing.startTopUp.useMutation({
    onSuccess: ({ url }) => window.location.assign(url),
  });
  useFreshOnReturn(start.reset);
  const problem = formErrorText(start.error, { fields: [], networkFailed: common.networkFailed });
  const bounds = {
    least: format.cents(LEAST_TOP_UP_CENTS),
    most: format.cents(MOST_TOP_UP_CENTS),
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const amountCents = choice === 'own' ? topUpCents(formText(event.currentTarget, 'amount')) : 0;
    setAmountWrong(amountCents === null);
    if (amountCents === null) {
      event.currentTarget.querySelector<HTMLInputElement>('[name=amount]')?.focus();
      return;
    }
    const topUp = choice === 'own' ? { amountCents } : { pack: choice };
    start.mutate({ workspaceId: workspace.id, id: idOf(topUp), topUp });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={words.title}
        description={words.lead}
        closeLabel={common.close}
        onCloseAutoFocus={returnFocus}
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          document.getElementById(formId)?.querySelector<HTMLInputElement>(':checked')?.focus();
        }}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={start.isPending || start.isSuccess}>
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
          <PackChoices
            value={choice}
            nanoPerCredit={nanoPerCredit}
            onChange={(next) => {
              setChoice(next);
              setAmountWrong(false);
            }}
          />
          {choice === 'own' ? (
            <Field
              label={words.amount}
              hint={fill(words.amountHint, bounds)}
              error={isAmountWrong ? fill(words.amountWrong, bounds) : undefined}
            >
              <Input name="amount" inputMode="decimal" autoComplete="off" icon="$" />
            </Field>
          ) : null}
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** One id for every try to buy the same, so that a resend begins no second payment; something else is another payment. */
function useIdPerChoice(): (topUp: TopUpChoice) => string {
  const ids = useRef(new Map<string, string>());
  return (topUp) => {
    const key = JSON.stringify(topUp);
    const id = ids.current.get(key) ?? newId();
    ids.current.set(key, id);
    return id;
  };
}
