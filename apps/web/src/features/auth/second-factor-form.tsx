'use client';
import { Button } from '@geko/ui/button';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useEffect, useRef, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { AuthCard } from './auth-card.tsx';
import { enterGeko } from './enter-geko.ts';
import { FormProblem } from './form-problem.tsx';
import { useAuthForm } from './use-auth-form.ts';

const CODE_LENGTH = 6;

/** The second step of signing in: six digits of an authenticator app, or one of the recovery codes. */
export function SecondFactorForm({
  ticket,
  next,
  onBack,
}: {
  ticket: string;
  next: string | null;
  /** To the password; said to be late when the ticket has run out. */
  onBack: (isLate: boolean) => void;
}) {
  const auth = useMessages('auth');
  const [isRecovery, setRecovery] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const form = useAuthForm({
    fields: ['code'],
    send: ({ code = '' }) => callApi.auth.secondFactor.mutate({ ticket, code }),
    onDone: (result) => {
      if (result.status !== 'signed_in') return false;
      enterGeko(next, result.workspaceId);
      return true;
    },
    fieldOf: { INVALID_CODE: 'code' },
    onError: (code) => {
      const isOver = code === 'UNAUTHENTICATED' || code === 'LINK_INVALID';
      if (isOver) onBack(true);
      return isOver;
    },
  });
  useEffect(() => input.current?.focus(), [isRecovery]);
  return (
    <AuthCard
      title={auth.secondFactorTitle}
      lead={isRecovery ? auth.recoveryLead : auth.secondFactorLead}
      footer={
        <Button variant="link" onClick={() => onBack(false)}>
          {auth.otherAccount}
        </Button>
      }
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormProblem problem={form.formError} />
        {isRecovery ? (
          <Field key="recovery" label={auth.recoveryCode} error={form.fieldError('code')}>
            <Input
              ref={input}
              name="code"
              required
              maxLength={40}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="font-mono"
            />
          </Field>
        ) : (
          <Field key="code" label={auth.code} error={form.fieldError('code')}>
            <Input
              ref={input}
              name="code"
              required
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={CODE_LENGTH + 1}
              className="h-12 text-center font-mono text-xl! tracking-[0.35em]"
              onChange={(event) => {
                const digits = event.target.value.replaceAll(/\s/gu, '');
                if (digits.length === CODE_LENGTH) event.target.form?.requestSubmit();
              }}
            />
          </Field>
        )}
        <Button type="submit" size="lg" className="w-full" isLoading={form.isPending}>
          {auth.signIn}
        </Button>
        <Button variant="ghost" onClick={() => setRecovery((was) => !was)}>
          {isRecovery ? auth.useApp : auth.useRecovery}
        </Button>
      </form>
    </AuthCard>
  );
}
