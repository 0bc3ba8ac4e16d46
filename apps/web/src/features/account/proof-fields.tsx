'use client';
import { Field } from '@geko/ui/field';
import { useMessages } from '../../messages/use-messages.tsx';
import { PasswordInput } from '../auth/password-input.tsx';

/** That it is the person: their password; without one, what is asked of them instead. */
export function ProofFields({
  hasPassword,
  label,
  error,
}: {
  hasPassword: boolean;
  label: string;
  error: string | undefined;
}) {
  const texts = useMessages('account');
  return hasPassword ? (
    <Field label={label} hint={texts.proofHint} error={error}>
      <PasswordInput name="password" autoComplete="current-password" required maxLength={200} />
    </Field>
  ) : (
    <p className="text-[0.8125rem] leading-5 text-subtle">{texts.proofRecent}</p>
  );
}
