'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import type { Limit } from '@geko/contracts/limits';
import { useState, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { fieldProblem } from '../../lib/field-problem.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { CapField } from './cap-field.tsx';
import { limitLabel } from './limit-words.ts';
import { OverflowField } from './overflow-field.tsx';
import { capText, parseCap } from './parse-cap.ts';
import type { LimitChange } from './use-update-limit.ts';

/** Changes a limit in its row: how much, and what happens then. */
export function EditLimitForm({
  limit,
  draft,
  error,
  onSave,
  onCancel,
}: {
  limit: Limit;
  /** What was typed before the server refused it. */
  draft: LimitChange | null;
  error: unknown;
  onSave: (change: LimitChange) => void;
  onCancel: () => void;
}) {
  const limits = useMessages('limits');
  const common = useMessages('common');
  const { meter } = limit;
  const [text, setText] = useState(() => capText(draft?.cap ?? limit.cap, meter));
  const [overflow, setOverflow] = useState(draft?.overflow ?? limit.overflow);
  const [isAsked, setAsked] = useState(false);
  const parsed = parseCap(text, meter);
  const problem = isAsked && 'problem' in parsed ? parsed.problem : null;
  const capError = fieldProblem(error, 'cap');
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(true);
    if ('problem' in parsed) return;
    if (parsed.cap === limit.cap && overflow === limit.overflow && error === null) onCancel();
    else onSave({ cap: parsed.cap, overflow });
  };
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label={fill(limits.edit, { limit: limitLabel(limit, limits) })}
      className="mt-3 flex flex-col gap-3 rounded-lg bg-sunken p-3 sm:p-4"
    >
      {error === null || capError !== undefined ? null : (
        <Callout tone="danger" role="alert">
          {readError(error)?.message ?? common.networkFailed}
        </Callout>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <CapField
          meter={meter}
          value={text}
          onChange={setText}
          problem={problem}
          error={capError}
          hasFocus
        />
        <OverflowField value={overflow} onChange={setOverflow} />
      </div>
      <div className="flex justify-end gap-2">
        <Button variant="secondary" size="sm" onClick={onCancel}>
          {common.cancel}
        </Button>
        <Button type="submit" size="sm">
          {limits.save}
        </Button>
      </div>
    </form>
  );
}
