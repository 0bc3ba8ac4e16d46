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

/** Makes the company, its first workspace and the account in one go, then opens the workspace. */
export function RegisterForm({ next }: { next: string | null }) {
  const auth = useMessages('auth');
  const form = useAuthForm(
    ({ email = '', password = '', name = '', tenantName = '' }) =>
      callApi.auth.register.mutate({ email, password, name, tenantName }),
    { fields: ['name', 'tenantName', 'email', 'password'], next },
  );
  return (
    <AuthCard
      title={auth.registerTitle}
      lead={auth.registerLead}
      footer={
        <>
          {auth.haveAccount} <AuthLink to="/sign-in" next={next} label={auth.toSignIn} />
        </>
      }
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        {form.formError === null ? null : (
          <Callout tone="danger" role="alert">
            {form.formError}
          </Callout>
        )}
        <Field label={auth.name} error={form.fieldError('name')}>
          <Input name="name" autoComplete="name" required maxLength={80} />
        </Field>
        <Field label={auth.company} hint={auth.companyHint} error={form.fieldError('tenantName')}>
          <Input name="tenantName" autoComplete="organization" required maxLength={80} />
        </Field>
        <Field label={auth.email} error={form.fieldError('email')}>
          <Input name="email" type="email" autoComplete="username" required maxLength={254} />
        </Field>
        <Field label={auth.password} hint={auth.passwordHint} error={form.fieldError('password')}>
          <PasswordInput
            name="password"
            autoComplete="new-password"
            required
            minLength={10}
            maxLength={200}
          />
        </Field>
        <Button type="submit" size="lg" className="mt-2 w-full" isLoading={form.isPending}>
          {auth.register}
        </Button>
      </form>
    </AuthCard>
  );
}
