'use client';
import { Button } from '@geko/ui/button';
import { ErrorState } from '@geko/ui/error-state';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** Stands in the place of what could not be fetched: the server's sentence, its reference, and another try. */
export function QueryError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const common = useMessages('common');
  const known = readError(error);
  return (
    <ErrorState
      title={common.somethingFailed}
      message={known?.message ?? common.networkFailed}
      action={
        <Button variant="secondary" onClick={onRetry}>
          {common.retry}
        </Button>
      }
      {...(known === null ? {} : { requestId: known.requestId, requestIdLabel: common.requestId })}
    />
  );
}
