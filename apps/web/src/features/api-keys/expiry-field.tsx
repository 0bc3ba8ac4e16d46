'use client';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import { useMessages } from '../../messages/use-messages.tsx';
import { expiries, type KeyDraft, type KeyProblems } from './key-draft.ts';

/** When a key ends: never, after some time, or with a day. */
export function ExpiryField({
  draft: { expiry, day },
  today,
  problem,
  error,
  onChange,
}: {
  draft: KeyDraft;
  today: string;
  problem: KeyProblems['day'];
  /** The server's word on it. */
  error: string | undefined;
  onChange: (part: Partial<KeyDraft>) => void;
}) {
  const { form } = useMessages('apiKeys');
  const mistake =
    problem === undefined ? error : problem === 'missing' ? form.dayMissing : form.dayPassed;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={form.expiry} error={expiry === 'day' ? undefined : error}>
        <Select
          value={expiry}
          onValueChange={(next) => {
            const chosen = expiries.find((one) => one === next);
            if (chosen !== undefined) onChange({ expiry: chosen });
          }}
        >
          <SelectTrigger />
          <SelectContent>
            {expiries.map((one) => (
              <SelectItem key={one} value={one}>
                {form.expiries[one]}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      </Field>
      {expiry === 'day' ? (
        <Field label={form.day} hint={form.dayHint} error={mistake}>
          <Input
            type="date"
            min={today}
            value={day}
            onChange={(event) => onChange({ day: event.currentTarget.value })}
          />
        </Field>
      ) : null}
    </div>
  );
}
