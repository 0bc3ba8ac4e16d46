'use client';
import type { SignInOptions } from '@geko/contracts/auth';
import { Button } from '@geko/ui/button';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { AuthCard } from './auth-card.tsx';
import { AuthLink } from './auth-link.tsx';
import { CheckMail } from './check-mail.tsx';
import { enterGeko } from './enter-geko.ts';
import { FormProblem } from './form-problem.tsx';
import { PasswordInput } from './password-input.tsx';
import { ProviderButtons } from './provider-buttons.tsx';
import { useAuthForm } from './use-auth-form.ts';

type Props = { next: string | null; options: SignInOptions };

/** Makes the company, its first workspace and the account in one go; then opens it, or sends to the mail that does. */
export function RegisterForm(props: Props) {
  const auth = useMessages('auth');
  const [sent, setSent] = useState<Record<string, string> | null>(null);
  const [isSent, setIsSent] = useState(false);
  return isSent ? (
    <CheckMail
      lead={auth.confirmLead}
      email={sent?.['email'] ?? ''}
      hint={auth.confirmHint}
      onBack={() => setIsSent(false)}
    />
  ) : (
    <Fields
      {...props}
      before={sent}
      onSent={(fields) => {
        setSent(fields);
        setIsSent(true);
      }}
    />
  );
}

function Fields({
  next,
  options,
  before,
  onSent,
}: Props & {
  /** What was sent already, by somebody who came back; the address is theirs to correct. */
  before: Record<string, string> | null;
  onSent: (fields: Record<string, string>) => void;
}) {
  const auth = useMessages('auth');
  const form = useAuthForm({
    fields: ['name', 'tenantName', 'email', 'password'],
    send: ({ email = '', password = '', name = '', tenantName = '' }) =>
      callApi.auth.register.mutate({ email, password, name, tenantName }),
    onDone: (result, fields) => {
      if (result.status === 'confirm_email') {
        onSent(fields);
        return false;
      }
      enterGeko(next, result.workspaceId);
      return true;
    },
  });
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
      <ProviderButtons options={options} next={next} />
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormProblem problem={form.formError} />
        <Field label={auth.name} error={form.fieldError('name')}>
          <Input
            name="name"
            autoComplete="name"
            required
            maxLength={80}
            defaultValue={before?.['name']}
          />
        </Field>
        <Field label={auth.company} hint={auth.companyHint} error={form.fieldError('tenantName')}>
          <Input
            name="tenantName"
            autoComplete="organization"
            required
            maxLength={80}
            defaultValue={before?.['tenantName']}
          />
        </Field>
        <Field label={auth.email} error={form.fieldError('email')}>
          <Input
            name="email"
            type="email"
            autoComplete="username"
            required
            maxLength={254}
            defaultValue={before?.['email']}
            autoFocus={before !== null}
          />
        </Field>
        <Field label={auth.password} hint={auth.passwordHint} error={form.fieldError('password')}>
          <PasswordInput
            name="password"
            autoComplete="new-password"
            required
            minLength={10}
            maxLength={200}
            defaultValue={before?.['password']}
          />
        </Field>
        <Button type="submit" size="lg" className="mt-2 w-full" isLoading={form.isPending}>
          {auth.register}
        </Button>
      </form>
    </AuthCard>
  );
}
