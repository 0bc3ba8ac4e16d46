'use client';
import { Button } from '@geko/ui/button';
import { Field } from '@geko/ui/field';
import { IconButton } from '@geko/ui/icon-button';
import { Input } from '@geko/ui/input';
import type { PlanLimit } from '@geko/contracts/plans';
import { Plus, Trash2 } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { ChoiceField } from './choice-field.tsx';
import type { DraftLimit, PlanProblem } from './plan-draft.ts';

const MOST_LIMITS = 4;
const meters = ['tokens', 'requests'] as const satisfies readonly PlanLimit['meter'][];
const scopes = ['workspace', 'free_model'] as const satisfies readonly PlanLimit['scope'][];
const overflows = ['block', 'credits', 'allow'] as const satisfies readonly PlanLimit['overflow'][];

/** The limits of a plan, up to four of them. */
export function PlanLimitsField({
  limits,
  problems,
  onChange,
}: {
  limits: readonly DraftLimit[];
  problems: readonly PlanProblem[];
  onChange: (limits: DraftLimit[]) => void;
}) {
  const { plans: words } = useMessages('admin');
  const change = (key: number, changed: Partial<DraftLimit>): void =>
    onChange(limits.map((limit) => (limit.key === key ? { ...limit, ...changed } : limit)));
  const add = (): void => {
    const key = Math.max(-1, ...limits.map((limit) => limit.key)) + 1;
    const isTaken = limits.some(({ meter, scope }) => meter === 'tokens' && scope === 'workspace');
    const meter = isTaken ? 'requests' : 'tokens';
    onChange([...limits, { key, meter, scope: 'workspace', cap: '', overflow: 'block' }]);
  };
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1.5 text-sm font-medium">{words.limits}</legend>
      {limits.map((limit, index) => {
        const n = index + 1;
        return (
          <div
            key={limit.key}
            role="group"
            aria-label={fill(words.limit, { n })}
            className="grid gap-3 rounded-lg border border-line p-3 sm:grid-cols-2"
          >
            <div className="flex items-center justify-between gap-3 sm:col-span-2">
              <p className="text-sm text-muted">{fill(words.limit, { n })}</p>
              <IconButton
                label={fill(words.removeLimit, { n })}
                size="sm"
                onClick={() => onChange(limits.filter(({ key }) => key !== limit.key))}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </div>
            <Field
              label={words.cap}
              error={problems.includes(`cap ${limit.key}`) ? words.notCount : undefined}
            >
              <Input
                inputMode="numeric"
                autoComplete="off"
                value={limit.cap}
                onChange={(event) => change(limit.key, { cap: event.target.value })}
              />
            </Field>
            <ChoiceField
              label={words.meter}
              value={limit.meter}
              names={words.meters}
              options={meters}
              onChange={(meter) => change(limit.key, { meter })}
            />
            <ChoiceField
              label={words.scope}
              value={limit.scope}
              names={words.scopes}
              options={scopes}
              onChange={(scope) => change(limit.key, { scope })}
            />
            <ChoiceField
              label={words.overflow}
              value={limit.overflow}
              names={words.overflows}
              options={overflows}
              onChange={(overflow) => change(limit.key, { overflow })}
            />
          </div>
        );
      })}
      {limits.length === 0 ? <p className="text-sm text-subtle">{words.noLimits}</p> : null}
      {limits.length < MOST_LIMITS ? (
        <Button variant="secondary" size="sm" className="self-start" onClick={add}>
          <Plus aria-hidden />
          {words.addLimit}
        </Button>
      ) : null}
    </fieldset>
  );
}
