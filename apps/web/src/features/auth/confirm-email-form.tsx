'use client';
import type { LinkFacts } from '@geko/contracts/auth';
import { Button } from '@geko/ui/button';
import { buttonVariants } from '@geko/ui/button-variants';
import { CircleCheck, MailCheck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { AuthCard } from './auth-card.tsx';
import { FormProblem } from './form-problem.tsx';
import { useAuthForm } from './use-auth-form.ts';

/** Confirms an address by a press, never by opening the link: mail scanners open links too. */
export function ConfirmEmailForm({
  token,
  kind,
  email,
}: Pick<LinkFacts, 'kind' | 'email'> & { token: string }) {
  const auth = useMessages('auth');
  const router = useRouter();
  const [isConfirmed, setConfirmed] = useState(false);
  const form = useAuthForm({
    fields: [],
    send: () => callApi.auth.confirmEmail.mutate({ token }),
    onDone: () => {
      setConfirmed(true);
      return false;
    },
    onError: (code) => {
      if (code === 'LINK_INVALID') router.refresh();
      return code === 'LINK_INVALID';
    },
  });
  if (isConfirmed) {
    return (
      <AuthCard
        takesFocus
        icon={<CircleCheck />}
        title={auth.confirmedTitle}
        lead={fill(auth.confirmedLead, { email })}
      >
        {/* A whole page load: whoever is signed in now may not be who was before. */}
        <a href="/" className={buttonVariants({ size: 'lg', className: 'w-full' })}>
          {auth.goOn}
        </a>
      </AuthCard>
    );
  }
  const question = kind === 'change_email' ? auth.confirmChangeFor : auth.confirmFor;
  return (
    <AuthCard icon={<MailCheck />} title={auth.confirmTitle} lead={fill(question, { email })}>
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormProblem problem={form.formError} />
        <Button type="submit" size="lg" className="w-full" isLoading={form.isPending}>
          {auth.confirm}
        </Button>
      </form>
    </AuthCard>
  );
}
