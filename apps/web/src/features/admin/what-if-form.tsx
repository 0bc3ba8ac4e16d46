'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import { Card, CardBody } from '@geko/ui/card';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import type { PlanId } from '@geko/contracts/plans';
import type { PlanSettings, WhatIf } from '@geko/contracts/prices';
import { lazy, Suspense, useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { currentMonth } from './month.ts';
import { MonthStepper } from './month-stepper.tsx';
import { parsePercent } from './percent.ts';

const PlanDialog = lazy(async () => ({ default: (await import('./plan-dialog.tsx')).PlanDialog }));

function without(plans: WhatIf['plans'], gone: PlanId): WhatIf['plans'] {
  return Object.fromEntries(Object.entries(plans).filter(([id]) => id !== gone));
}

/** Which month, and what would have been different in it. */
export function WhatIfForm({
  plans,
  isRunning,
  onRun,
}: {
  plans: PlanSettings['plans'];
  isRunning: boolean;
  onRun: (input: WhatIf) => void;
}) {
  const { whatIf: words, plans: planWords, notPercent } = useMessages('admin');
  const { planNames } = useMessages('common');
  const [month, setMonth] = useState(currentMonth);
  const [percent, setPercent] = useState('');
  const [changed, setChanged] = useState<WhatIf['plans']>({});
  const [edited, setEdited] = useState<PlanId | null>(null);
  const [isAsked, setAsked] = useState(false);
  const systemMarkupBps = percent.trim() === '' ? undefined : parsePercent(percent);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(true);
    if (systemMarkupBps === null || isRunning) return;
    onRun({
      month,
      plans: changed,
      ...(systemMarkupBps === undefined ? {} : { systemMarkupBps }),
    });
  };
  const now = plans.find(({ id }) => id === edited)?.plan;
  return (
    <Card>
      <CardBody className="pt-5">
        <form noValidate onSubmit={submit} className="flex flex-col gap-5">
          <div className="flex flex-wrap items-start gap-x-8 gap-y-4">
            <div className="flex flex-col gap-1.5">
              <p className="text-sm font-medium">{words.month}</p>
              <MonthStepper month={month} onChange={setMonth} />
            </div>
            <Field
              label={words.system}
              hint={words.systemHint}
              error={isAsked && systemMarkupBps === null ? notPercent : undefined}
              className="w-full sm:w-72"
            >
              <Input
                inputMode="decimal"
                autoComplete="off"
                value={percent}
                onChange={(event) => setPercent(event.target.value)}
              />
            </Field>
          </div>
          <div>
            <h2 className="text-sm font-medium">{words.plans}</h2>
            <ul className="mt-2 grid gap-2 sm:grid-cols-2">
              {plans.map(({ id }) => {
                const isChanged = changed[id] !== undefined;
                const named = { plan: planNames[id] };
                return (
                  <li
                    key={id}
                    className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-line px-3 py-1.5 text-sm"
                  >
                    <span className="min-w-0 flex-1">{planNames[id]}</span>
                    <Badge tone={isChanged ? 'accent' : 'neutral'}>
                      {isChanged ? words.changed : words.asNow}
                    </Badge>
                    <Button
                      size="sm"
                      variant="ghost"
                      aria-haspopup="dialog"
                      aria-label={fill(words.change, named)}
                      onClick={() => setEdited(id)}
                    >
                      {planWords.changeAction}
                    </Button>
                    {isChanged ? (
                      <Button
                        size="sm"
                        variant="ghost"
                        aria-label={fill(words.undo, named)}
                        onClick={() => {
                          setChanged(without(changed, id));
                        }}
                      >
                        {planWords.undoAction}
                      </Button>
                    ) : null}
                  </li>
                );
              })}
            </ul>
          </div>
          <Button type="submit" isLoading={isRunning} className="self-start">
            {words.run}
          </Button>
        </form>
      </CardBody>
      {edited === null || now === undefined ? null : (
        <Suspense>
          <PlanDialog
            key={edited}
            id={edited}
            plan={changed[edited] ?? now}
            before={now}
            description={words.lead}
            saveLabel={words.use}
            isSaving={false}
            error={null}
            onSave={(plan) => {
              setChanged({ ...changed, [edited]: plan });
              setEdited(null);
            }}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
    </Card>
  );
}
