'use client';
import type { DesktopSignInRequest } from '@geko/contracts/desktop-sign-in';
import { Button } from '@geko/ui/button';
import { buttonVariants } from '@geko/ui/button-variants';
import { CircleCheck, MonitorDown } from 'lucide-react';
import { useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { AuthCard } from './auth-card.tsx';
import { FormProblem } from './form-problem.tsx';
import { useAuthForm } from './use-auth-form.ts';

/** Asks before it lets the desktop app in: a link alone must not. Then hands the code over to the app. */
export function ApproveDesktopForm({
  request: { challenge, state, device, name },
  email,
}: {
  request: DesktopSignInRequest;
  email: string;
}) {
  const auth = useMessages('auth');
  const [link, setLink] = useState<string | null>(null);
  const form = useAuthForm({
    fields: [],
    send: () => callApi.auth.approveDesktop.mutate({ challenge, device }),
    onDone: ({ code }) => {
      const address = `geko://sign-in?code=${code}&state=${state}`;
      setLink(address);
      window.location.assign(address);
      return false;
    },
  });
  if (link !== null) {
    return (
      <AuthCard
        takesFocus
        icon={<CircleCheck />}
        title={auth.desktopDoneTitle}
        lead={fill(auth.desktopDoneLead, { name })}
      >
        <a href={link} className={buttonVariants({ size: 'lg', className: 'w-full' })}>
          {auth.desktopOpen}
        </a>
      </AuthCard>
    );
  }
  return (
    <AuthCard
      icon={<MonitorDown />}
      title={fill(auth.desktopQuestion, { name })}
      lead={fill(auth.desktopLead, { email })}
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormProblem problem={form.formError} />
        <Button type="submit" size="lg" className="w-full" isLoading={form.isPending}>
          {auth.desktopApprove}
        </Button>
      </form>
    </AuthCard>
  );
}
