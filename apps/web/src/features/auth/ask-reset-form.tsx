'use client';
import { Button } from '@geko/ui/button';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { AuthCard } from './auth-card.tsx';
import { AuthLink } from './auth-link.tsx';
import { CheckMail } from './check-mail.tsx';
import { FormProblem } from './form-problem.tsx';
import { useAuthForm } from './use-auth-form.ts';

/** Asks for a link for a new password. What follows is the same whether or not the address has an account. */
export function AskResetForm() {
  const auth = useMessages('auth');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [isBack, setBack] = useState(false);
  const form = useAuthForm({
    fields: ['email'],
    send: ({ email = '' }) => callApi.auth.requestReset.mutate({ email }),
    onDone: (_, { email = '' }) => {
      setSentTo(email);
      return false;
    },
  });
  if (sentTo !== null) {
    return (
      <CheckMail
        lead={auth.askedLead}
        email={sentTo}
        hint={auth.askedHint}
        onBack={() => {
          setBack(true);
          setSentTo(null);
        }}
      />
    );
  }
  return (
    <AuthCard
      title={auth.askResetTitle}
      lead={auth.askResetLead}
      footer={<AuthLink to="/sign-in" label={auth.backToSignIn} />}
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormProblem problem={form.formError} />
        <Field label={auth.email} error={form.fieldError('email')}>
          <Input
            name="email"
            type="email"
            autoComplete="username"
            required
            maxLength={254}
            autoFocus={isBack}
          />
        </Field>
        <Button type="submit" size="lg" className="mt-2 w-full" isLoading={form.isPending}>
          {auth.askReset}
        </Button>
      </form>
    </AuthCard>
  );
}
