'use client';
import { Callout } from '@geko/ui/callout';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useState, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { fieldSentence } from '../../lib/field-problem.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useZone } from '../audit/use-audit-lines.ts';
import { dayIn } from '../audit/zone-day.ts';
import { useToday } from '../chat/use-today.ts';
import { ExpiryField } from './expiry-field.tsx';
import { readDraft, type KeyDraft, type KeyFacts } from './key-draft.ts';
import { ModelsField } from './models-field.tsx';
import { ScopeChecks } from './scope-checks.tsx';

const fields = ['name', 'scopes', 'expiresAt', 'modelIds'] as const;

/** What a key is called, may do, on which models, and for how long. Its button stands outside, tied by the form's id. */
export function KeyForm({
  id,
  start,
  error,
  onSubmit,
}: {
  id: string;
  start: KeyDraft;
  /** What the server refused it for. */
  error: unknown;
  onSubmit: (facts: KeyFacts, draft: KeyDraft) => void;
}) {
  const { form } = useMessages('apiKeys');
  const common = useMessages('common');
  const timeZone = useZone();
  const today = dayIn(useToday(), timeZone);
  const [draft, setDraft] = useState(start);
  const [isAsked, setAsked] = useState(false);
  const change = (part: Partial<KeyDraft>): void => setDraft({ ...draft, ...part });
  const read = readDraft(draft, { timeZone, today });
  const problems = isAsked && 'problems' in read ? read.problems : {};
  const refusal = error === null ? null : readError(error);
  // Of a list the server names the place: "modelIds.3".
  const atField = fields.find((field) => refusal?.field?.split('.')[0] === field);
  const refused = (field: (typeof fields)[number]): string | undefined =>
    refusal !== null && atField === field ? fieldSentence(refusal) : undefined;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(true);
    if ('facts' in read) onSubmit(read.facts, draft);
  };
  return (
    <form id={id} onSubmit={submit} noValidate className="flex flex-col gap-5">
      {error === null || atField !== undefined ? null : (
        <Callout tone="danger" role="alert">
          {refusal?.message ?? common.networkFailed}
        </Callout>
      )}
      <Field label={form.name} error={problems.name ? form.nameMissing : refused('name')}>
        <Input
          autoFocus
          maxLength={80}
          autoComplete="off"
          placeholder={form.namePlaceholder}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </Field>
      <ScopeChecks
        held={draft.scopes}
        onChange={(scopes) => change({ scopes })}
        error={problems.scopes ? form.scopesMissing : refused('scopes')}
      />
      <ExpiryField
        draft={draft}
        today={today}
        problem={problems.day}
        error={refused('expiresAt')}
        onChange={change}
      />
      <ModelsField
        draft={draft}
        error={problems.models ? form.modelsMissing : refused('modelIds')}
        onChange={change}
      />
    </form>
  );
}
