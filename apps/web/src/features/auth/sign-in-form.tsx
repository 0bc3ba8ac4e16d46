'use client';
import type { SignInOptions } from '@geko/contracts/auth';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { PasswordForm, type SignInNotice } from './password-form.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';

type SignInFormProps = {
  next: string | null;
  options: SignInOptions;
  /** Where an account elsewhere has vouched already and a code is all that is missing. */
  ticket: string | null;
  /** What is said above the form at first. */
  notice: SignInNotice | null;
};

/** Signs in, by password and, where the account asks for it, a code; then goes to `next` or the last workspace. */
export function SignInForm({ next, options, ...start }: SignInFormProps) {
  const auth = useMessages('auth');
  const [ticket, setTicket] = useState(start.ticket);
  const [notice, setNotice] = useState(start.notice);
  const [isBack, setBack] = useState(false);
  if (ticket === null) {
    return (
      <PasswordForm
        next={next}
        options={options}
        notice={notice}
        isBack={isBack}
        onSecondFactor={setTicket}
      />
    );
  }
  return (
    <SecondFactorForm
      ticket={ticket}
      next={next}
      onBack={(isLate) => {
        setNotice(isLate ? { tone: 'warning', text: auth.tooLate } : null);
        setBack(true);
        setTicket(null);
      }}
    />
  );
}
