'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { useState, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { fieldProblem } from '../../lib/field-problem.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { notify } from '../toasts/notify.ts';
import { limitAmount } from '../usage/limit-amount.ts';
import { CapField } from './cap-field.tsx';
import { parseCap } from './parse-cap.ts';
import { useCreateLimit } from './use-create-limit.ts';

/** The limit that most who pay by use want, in one step: so many dollars a month, and then stop. */
export function BudgetCard() {
  const { budget } = useMessages('limits');
  const common = useMessages('common');
  const format = useFormat();
  const [text, setText] = useState('');
  const [isAsked, setAsked] = useState(false);
  const parsed = parseCap(text, 'charge');
  const { create, isCreating, error } = useCreateLimit(({ cap, meter }) => {
    void notify({
      tone: 'success',
      title: fill(budget.done, { cap: limitAmount(meter, cap, format) }),
    });
  });
  const capError = fieldProblem(error, 'cap');
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(true);
    if ('problem' in parsed || isCreating) return;
    create({
      subject: { kind: 'workspace' },
      meter: 'charge',
      cap: parsed.cap,
      period: 'month',
      anchorAt: null,
      overflow: 'block',
    });
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle>{budget.title}</CardTitle>
        <CardDescription>{budget.body}</CardDescription>
      </CardHeader>
      <CardBody>
        <form onSubmit={submit} noValidate className="flex flex-col gap-3">
          {error === null || capError !== undefined ? null : (
            <Callout tone="danger" role="alert">
              {readError(error)?.message ?? common.networkFailed}
            </Callout>
          )}
          <div className="flex flex-wrap items-start gap-3">
            <CapField
              meter="charge"
              label={budget.amount}
              value={text}
              onChange={setText}
              problem={isAsked && 'problem' in parsed ? parsed.problem : null}
              error={capError}
              className="w-full sm:w-56"
            />
            <Button type="submit" isLoading={isCreating} className="max-sm:w-full sm:mt-6.5">
              {budget.set}
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}
