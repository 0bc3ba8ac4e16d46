'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useId, useState, type SubmitEvent } from 'react';
import { fieldProblem } from '../../lib/field-problem.ts';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { parseDollars } from '../admin/dollars.ts';
import { formErrorText } from '../admin/form-error-text.ts';
import { newId } from '../chat/new-id.ts';

type Problems = Partial<Record<'code' | 'amount' | 'most' | 'day' | 'days', string>>;

/** A whole number from one on; null = it is none. */
function countOf(text: string): number | null {
  return /^[1-9]\d{0,6}$/u.test(text.trim()) ? Number(text.trim()) : null;
}

/** Makes a code: what it brings, how often, until when, and how long its credit lasts. */
export function CreatePromoDialog({
  returnFocus,
  onClose,
}: {
  /** For onCloseAutoFocus. */
  returnFocus: (event: Event) => void;
  onClose: () => void;
}) {
  const { making: words } = useMessages('payments');
  const common = useMessages('common');
  const formId = useId();
  const utils = trpc.useUtils();
  // One id for every try, so that a resend makes no second one.
  const [id] = useState(newId);
  const [problems, setProblems] = useState<Problems>({});
  const create = trpc.promo.create.useMutation({
    onSuccess: async () => {
      await utils.promo.list.invalidate();
      onClose();
    },
  });
  const problem = formErrorText(create.error, {
    fields: ['code'],
    networkFailed: common.networkFailed,
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const text = (name: string) => formText(event.currentTarget, name).trim();
    const amountNano = parseDollars(text('amount'));
    const mostRedemptions = countOf(text('most'));
    const creditDays = text('days') === '' ? null : countOf(text('days'));
    // The end of that day where the operator is.
    const endsAt = text('day') === '' ? null : new Date(`${text('day')}T23:59:59`);
    const isPast = endsAt !== null && !(endsAt.getTime() > Date.now());
    const found: Problems = {
      ...(!/^[a-z\d-]{4,40}$/iu.test(text('code')) && { code: words.codeWrong }),
      ...((amountNano === null || amountNano <= 0n) && { amount: words.amountWrong }),
      ...(mostRedemptions === null && { most: words.mostWrong }),
      ...(isPast && { day: words.pastDay }),
      ...(text('days') !== '' && creditDays === null && { days: words.daysWrong }),
    };
    setProblems(found);
    if (amountNano === null || mostRedemptions === null || Object.keys(found).length > 0) return;
    create.mutate({
      id,
      code: text('code'),
      amountNano: amountNano.toString(),
      mostRedemptions,
      endsAt: endsAt?.toISOString() ?? null,
      creditDays,
    });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={words.title}
        description={words.lead}
        closeLabel={common.close}
        onCloseAutoFocus={returnFocus}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={create.isPending}>
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
            label={words.code}
            hint={words.codeHint}
            error={problems.code ?? fieldProblem(create.error, 'code')}
          >
            <Input name="code" autoComplete="off" autoFocus spellCheck={false} maxLength={40} />
          </Field>
          <Field label={words.amount} error={problems.amount}>
            <Input name="amount" inputMode="decimal" autoComplete="off" icon="$" />
          </Field>
          <Field label={words.most} error={problems.most}>
            <Input name="most" inputMode="numeric" autoComplete="off" defaultValue="100" />
          </Field>
          <Field label={words.day} hint={words.dayHint} error={problems.day}>
            <Input name="day" type="date" className="sm:w-48" />
          </Field>
          <Field label={words.days} hint={words.daysHint} error={problems.days}>
            <Input name="days" inputMode="numeric" autoComplete="off" />
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
