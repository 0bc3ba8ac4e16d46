'use client';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useMessages } from '../../messages/use-messages.tsx';

/** A code of the app, or a recovery code where the phone is gone. */
export function FactorCodeField({ error }: { error: string | undefined }) {
  const texts = useMessages('account');
  return (
    <Field label={texts.anyCode} error={error}>
      <Input
        name="code"
        required
        maxLength={40}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        className="font-mono"
      />
    </Field>
  );
}
