'use client';
import { Callout } from '@geko/ui/callout';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import type { KeyedProviderId } from '@geko/contracts/provider-keys';
import { fieldProblem } from '../../lib/field-problem.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import type { KeyDraft, KeyProblems } from './key-draft.ts';

/** What can be set on a key besides its secret. */
export function KeyFields({
  provider,
  draft,
  problems,
  error,
  isMoving,
  onChange,
}: {
  provider: KeyedProviderId;
  draft: KeyDraft;
  problems: KeyProblems;
  /** What the server refused. */
  error: unknown;
  /** Whether saving takes the key's secret away, as its address is another. */
  isMoving: boolean;
  onChange: (draft: KeyDraft) => void;
}) {
  const { form } = useMessages('providerKeys');
  const { notDollars } = useMessages('admin');
  const change = (part: Partial<KeyDraft>): void => onChange({ ...draft, ...part });
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={form.weight}
          hint={form.weightHint}
          error={problems.weight ? form.notWeight : fieldProblem(error, 'weight')}
        >
          <Input
            inputMode="numeric"
            autoComplete="off"
            value={draft.weight}
            onChange={(event) => change({ weight: event.currentTarget.value })}
          />
        </Field>
        <Field label={form.region} hint={form.regionHint} error={fieldProblem(error, 'region')}>
          <Input
            maxLength={40}
            autoComplete="off"
            value={draft.region}
            onChange={(event) => change({ region: event.currentTarget.value })}
          />
        </Field>
      </div>
      <Field
        label={form.cap}
        hint={form.capHint}
        error={problems.cap ? notDollars : fieldProblem(error, 'spendCapNano')}
      >
        <Input
          inputMode="decimal"
          autoComplete="off"
          icon="$"
          className="sm:w-56"
          value={draft.cap}
          onChange={(event) => change({ cap: event.currentTarget.value })}
        />
      </Field>
      <Field
        label={form.address}
        hint={provider === 'compatible' ? form.addressNeeded : form.addressHint}
        error={fieldProblem(error, 'baseUrl')}
      >
        <Input
          type="url"
          inputMode="url"
          maxLength={300}
          autoComplete="off"
          spellCheck={false}
          value={draft.baseUrl}
          onChange={(event) => change({ baseUrl: event.currentTarget.value })}
        />
      </Field>
      {isMoving ? (
        <Callout tone="warning" role="alert" title={form.moves}>
          {form.movesBody}
        </Callout>
      ) : null}
    </>
  );
}
