'use client';
import type { SignInOptions } from '@geko/contracts/auth';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { AuthCard } from './auth-card.tsx';
import { AuthLink } from './auth-link.tsx';
import { enterGeko } from './enter-geko.ts';
import { FormProblem } from './form-problem.tsx';
import { PasswordInput } from './password-input.tsx';
import { ProviderButtons } from './provider-buttons.tsx';
import { useAuthForm } from './use-auth-form.ts';

/** What has happened before the form was there. */
export type SignInNotice = { tone: 'neutral' | 'warning'; text: string };

/** The first step of signing in: an account elsewhere, or address and password. */
export function PasswordForm({
  next,
  options,
  notice,
  isBack,
  onSecondFactor,
}: {
  next: string | null;
  options: SignInOptions;
  notice: SignInNotice | null;
  /** They have come back from the second step. */
  isBack: boolean;
  onSecondFactor: (ticket: string) => void;
}) {
  const auth = useMessages('auth');
  const form = useAuthForm({
    fields: ['email', 'password'],
    send: ({ email = '', password = '' }) => callApi.auth.login.mutate({ email, password }),
    onDone: (result) => {
      if (result.status === 'second_factor') {
        onSecondFactor(result.ticket);
        return false;
      }
      enterGeko(next, result.workspaceId);
      return true;
    },
  });
  const isFresh = form.formError === null && !form.isPending;
  return (
    <AuthCard
      takesFocus={isBack}
      title={auth.signInTitle}
      lead={auth.signInLead}
      footer={
        <>
          {auth.noAccount} <AuthLink to="/register" next={next} label={auth.toRegister} />
        </>
      }
    >
      {notice !== null && isFresh ? (
        <Callout tone={notice.tone} role="alert" className="mb-4">
          {notice.text}
        </Callout>
      ) : null}
      <ProviderButtons options={options} next={next} />
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormProblem problem={form.formError} />
        <Field label={auth.email} error={form.fieldError('email')}>
          <Input name="email" type="email" autoComplete="username" required maxLength={254} />
        </Field>
        <Field label={auth.password} error={form.fieldError('password')}>
          <PasswordInput name="password" autoComplete="current-password" required maxLength={200} />
        </Field>
        {options.hasMail ? (
          <p className="-mt-1 text-end text-[0.8125rem]">
            <AuthLink to="/reset-password" label={auth.forgotPassword} />
          </p>
        ) : null}
        <Button type="submit" size="lg" className="mt-2 w-full" isLoading={form.isPending}>
          {auth.signIn}
        </Button>
      </form>
    </AuthCard>
  );
}
