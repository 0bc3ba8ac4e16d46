'use client';
import { Button } from '@geko/ui/button';
import type { LimitRequest } from '@geko/contracts/limits';
import { useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { limitAmount } from '../usage/limit-amount.ts';
import { CapField } from './cap-field.tsx';
import { limitLabel } from './limit-words.ts';
import { capText, parseCap } from './parse-cap.ts';

/** Who asks for more of what, with the answer to it in one press. */
export function LimitRequestRow({
  request,
  onDecide,
}: {
  request: LimitRequest;
  /** null = no. */
  onDecide: (cap: number | null) => void;
}) {
  const limits = useMessages('limits');
  const { requests: texts } = limits;
  const format = useFormat();
  const { limit, proposedCap, userName, createdAt } = request;
  const [isOther, setOther] = useState(false);
  const amount = (count: number): string => limitAmount(limit.meter, count, format);
  const label = limitLabel(limit, limits);
  const values = {
    used: amount((limit.now?.used ?? 0) + (limit.now?.held ?? 0)),
    cap: amount(limit.cap),
    when: format.dateTime(createdAt),
  };
  return (
    <li className="border-t border-line px-4 py-3.5 sm:px-5">
      <div className="flex flex-col gap-3 sm:flex-row sm:items-center">
        <div className="min-w-0 flex-1">
          <p className="text-sm font-medium">
            {fill(texts.asks, { name: userName, limit: label })}
          </p>
          <p className="text-xs leading-5 text-muted">
            {fill(limit.now === null ? texts.nowEach : texts.now, values)}
          </p>
          {limit.subject.kind === 'each_member' ? (
            <p className="text-xs leading-5 text-subtle">{texts.forEach}</p>
          ) : null}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => onDecide(proposedCap)}>
            {fill(texts.grant, { cap: amount(proposedCap) })}
          </Button>
          <Button
            variant="secondary"
            size="sm"
            aria-expanded={isOther}
            onClick={() => setOther(!isOther)}
          >
            {texts.other}
          </Button>
          <Button variant="ghost" size="sm" onClick={() => onDecide(null)}>
            {texts.decline}
          </Button>
        </div>
      </div>
      {isOther ? <OtherAmount request={request} onGrant={onDecide} /> : null}
    </li>
  );
}

function OtherAmount({
  request: { limit, proposedCap },
  onGrant,
}: {
  request: LimitRequest;
  onGrant: (cap: number) => void;
}) {
  const { requests: texts } = useMessages('limits');
  const [text, setText] = useState(() => capText(proposedCap, limit.meter));
  const [isAsked, setAsked] = useState(false);
  const parsed = parseCap(text, limit.meter);
  const isMore = 'cap' in parsed && parsed.cap > limit.cap;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(true);
    if (isMore) onGrant(parsed.cap);
  };
  return (
    <form
      onSubmit={submit}
      noValidate
      className="mt-3 flex flex-wrap items-start gap-3 rounded-lg bg-sunken p-3"
    >
      <CapField
        meter={limit.meter}
        value={text}
        onChange={setText}
        problem={isAsked && 'problem' in parsed ? parsed.problem : null}
        error={isAsked && !isMore ? texts.mustRise : undefined}
        hasFocus
        className="w-full sm:w-56"
      />
      <Button type="submit" className="max-sm:w-full sm:mt-6.5">
        {texts.raise}
      </Button>
    </form>
  );
}
