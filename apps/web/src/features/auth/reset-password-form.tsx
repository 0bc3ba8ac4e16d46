'use client';
import { Button } from '@geko/ui/button';
import { buttonVariants } from '@geko/ui/button-variants';
import { Field } from '@geko/ui/field';
import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { AuthCard } from './auth-card.tsx';
import { FormProblem } from './form-problem.tsx';
import { PasswordInput } from './password-input.tsx';
import { useAuthForm } from './use-auth-form.ts';

/** A new password for the account that the link is for. */
export function ResetPasswordForm({ token, email }: { token: string; email: string }) {
  const auth = useMessages('auth');
  const router = useRouter();
  const [isDone, setDone] = useState(false);
  const form = useAuthForm({
    fields: ['password'],
    send: ({ password = '' }) => callApi.auth.resetPassword.mutate({ token, password }),
    onDone: () => {
      setDone(true);
      return false;
    },
    // Used or expired since this page was opened: the server draws it anew, and says so.
    onError: (code) => {
      if (code === 'LINK_INVALID') router.refresh();
      return code === 'LINK_INVALID';
    },
  });
  if (isDone) {
    return (
      <AuthCard
        takesFocus
        icon={<CircleCheck />}
        title={auth.resetDoneTitle}
        lead={auth.resetDoneLead}
      >
        <Link href="/sign-in" className={buttonVariants({ size: 'lg', className: 'w-full' })}>
          {auth.signIn}
        </Link>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={auth.resetTitle} lead={fill(auth.resetLead, { email })}>
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormProblem problem={form.formError} />
        {/* For the password manager, which keeps the two together. */}
        <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
        <Field
          label={auth.newPassword}
          hint={auth.passwordHint}
          error={form.fieldError('password')}
        >
          <PasswordInput
            name="password"
            autoComplete="new-password"
            required
            minLength={10}
            maxLength={200}
          />
        </Field>
        <Button type="submit" size="lg" className="mt-2 w-full" isLoading={form.isPending}>
          {auth.reset}
        </Button>
      </form>
    </AuthCard>
  );
}
