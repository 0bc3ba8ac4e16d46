'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import type { AutomaticTopUp } from '@geko/contracts/automatic-top-up';
import { useState, type SubmitEvent } from 'react';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { formErrorText } from '../admin/form-error-text.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { topUpCents } from './top-up-cents.ts';

const MOST_CAP_CENTS = 1_000_000;

type Sums = { thresholdCents: number; amountCents: number; monthlyCapCents: number };
type Problems = Partial<Record<keyof Sums, string>>;

const inDollars = (cents: number): string => (cents / 100).toFixed(2).replace(/\.00$/u, '');

/** Below how much credit is bought, how much of it, and how much in a month at most; switches it on and off. */
export function AutomaticTopUpForm({ topUp }: { topUp: AutomaticTopUp }) {
  const { automatic: words } = useMessages('wallet');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const { id: workspaceId } = workspace;
  const utils = trpc.useUtils();
  const [problems, setProblems] = useState<Problems>({});
  const set = trpc.topUp.set.useMutation({
    onSuccess: async (_, { isOn }) => {
      void notify({ tone: 'success', title: isOn ? words.switchedOn : words.switchedOff });
      await utils.topUp.get.invalidate({ workspaceId });
    },
  });
  const problem = formErrorText(set.error, { fields: [], networkFailed: common.networkFailed });
  const { state, thresholdCents, amountCents, monthlyCapCents } = topUp;
  const isOff = state === 'off';
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const read = (name: keyof Sums, bounds?: { least?: number; most?: number }) =>
      topUpCents(formText(event.currentTarget, name), bounds);
    const threshold = read('thresholdCents', { least: 0 });
    const amount = read('amountCents');
    const cap = read('monthlyCapCents', { most: MOST_CAP_CENTS });
    const found: Problems = {
      ...(threshold === null && { thresholdCents: words.thresholdWrong }),
      ...(amount === null && { amountCents: words.amountWrong }),
      ...((cap === null || (amount !== null && cap < amount)) && {
        monthlyCapCents: words.capWrong,
      }),
    };
    setProblems(found);
    const [first] = Object.keys(found);
    if (first !== undefined) {
      event.currentTarget.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
    }
    if (threshold === null || amount === null || cap === null || first !== undefined) return;
    set.mutate({
      workspaceId,
      isOn: true,
      thresholdCents: threshold,
      amountCents: amount,
      monthlyCapCents: cap,
    });
  };
  const field = (name: keyof Sums, label: string, value: number) => (
    <Field label={label} error={problems[name]}>
      <Input
        name={name}
        inputMode="decimal"
        autoComplete="off"
        icon="$"
        defaultValue={inDollars(value)}
      />
    </Field>
  );
  return (
    <form noValidate onSubmit={submit} aria-label={words.title} className="flex flex-col gap-4">
      {problem === null ? null : (
        <Callout tone="danger" role="alert">
          {problem}
        </Callout>
      )}
      <div className="grid gap-4 sm:grid-cols-3">
        {field('thresholdCents', words.threshold, thresholdCents)}
        {field('amountCents', words.amount, amountCents)}
        {field('monthlyCapCents', words.cap, monthlyCapCents)}
      </div>
      <p className="text-xs leading-5 text-subtle">{words.hint}</p>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" isLoading={set.isPending}>
          {isOff || state === 'stopped' ? words.switchOn : common.save}
        </Button>
        {isOff ? null : (
          <Button
            variant="secondary"
            disabled={set.isPending}
            onClick={() =>
              set.mutate({
                workspaceId,
                isOn: false,
                thresholdCents,
                amountCents,
                monthlyCapCents,
              })
            }
          >
            {words.switchOff}
          </Button>
        )}
      </div>
    </form>
  );
}
