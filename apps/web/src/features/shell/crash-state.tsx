'use client';
import { Button } from '@geko/ui/button';
import { ErrorState } from '@geko/ui/error-state';
import { useMessages } from '../../messages/use-messages.tsx';

/** What stands in place of a page that threw; the digest finds the server's log line. */
export function CrashState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const common = useMessages('common');
  const digest =
    error instanceof Error && 'digest' in error && typeof error.digest === 'string'
      ? error.digest
      : undefined;
  return (
    <ErrorState
      title={common.crashTitle}
      message={common.crashBody}
      action={<Button onClick={onRetry}>{common.retry}</Button>}
      {...(digest === undefined ? {} : { requestId: digest, requestIdLabel: common.requestId })}
    />
  );
}
