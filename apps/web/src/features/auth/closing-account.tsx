'use client';
import { Button } from '@geko/ui/button';
import { CalendarX2 } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { AuthCard } from './auth-card.tsx';
import { FormProblem } from './form-problem.tsx';
import { SignOutButton } from './sign-out-button.tsx';
import { useLeave } from './use-leave.ts';

/** All that somebody sees whose account waits for its deletion: when, and the way back. */
export function ClosingAccount({ email, deleteAfter }: { email: string; deleteAfter: string }) {
  const auth = useMessages('auth');
  const format = useFormat();
  const { isPending, problem, leave } = useLeave();
  const keep = async (): Promise<string> => {
    await callApi.account.restore.mutate();
    return '/';
  };
  return (
    <AuthCard
      icon={<CalendarX2 />}
      title={auth.closingTitle}
      lead={fill(auth.closingLead, { email, date: format.date(deleteAfter) })}
    >
      <div className="flex flex-col gap-3">
        <p className="mb-2 text-sm leading-5 text-muted">{auth.closingHint}</p>
        <FormProblem problem={problem} />
        <Button size="lg" className="w-full" isLoading={isPending} onClick={() => leave(keep)}>
          {auth.keepAccount}
        </Button>
        <SignOutButton variant="ghost" />
      </div>
    </AuthCard>
  );
}
