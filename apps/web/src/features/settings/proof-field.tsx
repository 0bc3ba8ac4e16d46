'use client';
import { Callout } from '@geko/ui/callout';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';

/** Asks for the password, as the field `password` of the form around it; an account without one proves itself by a recent sign-in. */
export function ProofField({ error }: { error: string | undefined }) {
  const { proof } = useMessages('settings');
  const account = trpc.account.get.useQuery();
  if (account.data?.hasPassword === false) return <Callout>{proof.recent}</Callout>;
  return (
    <Field label={proof.password} hint={proof.hint} error={error}>
      <Input name="password" type="password" required autoComplete="current-password" />
    </Field>
  );
}
