'use client';
import { Button } from '@geko/ui/button';
import { IconButton } from '@geko/ui/icon-button';
import { Mail, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { bannerDismissal } from './banner-dismissal.ts';
import { useResendVerification } from './use-resend-verification.ts';

/** Over every page of a workspace until the address is confirmed, or until it is put away for this session. */
export function VerifyBanner({ email }: { email: string }) {
  const { verifyBanner: texts } = useMessages('shell');
  const isDismissed = useSyncExternalStore(
    bannerDismissal.subscribe,
    bannerDismissal.isDismissed,
    // The server does not know, and would rather show nothing than something that goes away.
    () => true,
  );
  const options = trpc.auth.options.useQuery(undefined, {
    enabled: !isDismissed,
    staleTime: Infinity,
  });
  const resend = useResendVerification(email);
  if (isDismissed || options.data?.hasMail !== true) return null;
  return (
    <section
      aria-label={texts.label}
      className="flex shrink-0 items-center gap-x-3 border-b border-warning/30 bg-warning-soft px-4 py-1.5 text-sm"
    >
      <Mail aria-hidden className="size-4 shrink-0 text-warning-text max-sm:hidden" />
      <p className="min-w-0 flex-1 leading-5 wrap-anywhere">
        <span className="sm:hidden">{texts.short}</span>
        <span className="max-sm:hidden">{fill(texts.text, { email })}</span>
      </p>
      <Button variant="secondary" size="sm" isLoading={resend.isPending} onClick={resend.send}>
        {texts.resend}
      </Button>
      <IconButton label={texts.dismiss} size="sm" onClick={bannerDismissal.dismiss}>
        <X aria-hidden />
      </IconButton>
    </section>
  );
}
