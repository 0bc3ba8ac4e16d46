'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { AuthCard } from './auth-card.tsx';
import { AuthLink } from './auth-link.tsx';
import { PasswordInput } from './password-input.tsx';
import { useAuthForm } from './use-auth-form.ts';

/** Signs in and goes to `next`, or to the last workspace. */
export function SignInForm({ next }: { next: string | null }) {
  const auth = useMessages('auth');
  const form = useAuthForm(
    ({ email = '', password = '' }) => callApi.auth.login.mutate({ email, password }),
    { fields: ['email', 'password'], next },
  );
  return (
    <AuthCard
      title={auth.signInTitle}
      lead={auth.signInLead}
      footer={
        <>
          {auth.noAccount} <AuthLink to="/register" next={next} label={auth.toRegister} />
        </>
      }
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        {form.formError === null ? null : (
          <Callout tone="danger" role="alert">
            {form.formError}
          </Callout>
        )}
        <Field label={auth.email} error={form.fieldError('email')}>
          <Input name="email" type="email" autoComplete="username" required maxLength={254} />
        </Field>
        <Field label={auth.password} error={form.fieldError('password')}>
          <PasswordInput name="password" autoComplete="current-password" required maxLength={200} />
        </Field>
        <Button type="submit" size="lg" className="mt-2 w-full" isLoading={form.isPending}>
          {auth.signIn}
        </Button>
      </form>
    </AuthCard>
  );
}
