'use client';
import { buttonVariants } from '@geko/ui/button-variants';
import { useMessages } from '../../messages/use-messages.tsx';

/**
 * What stands in place of a page that threw; the digest finds the server's log line. It comes with every page, so it is
 * plain: looks as the design system's ErrorState does, and brings none of its parts.
 */
export function CrashState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const common = useMessages('common');
  const digest =
    error instanceof Error && 'digest' in error && typeof error.digest === 'string'
      ? error.digest
      : null;
  return (
    <div
      role="alert"
      className="mx-auto flex max-w-md flex-col items-center px-4 py-12 text-center"
    >
      <h2 className="text-[0.9375rem] leading-6 font-semibold text-balance text-fg">
        {common.crashTitle}
      </h2>
      <p className="mt-1 text-sm leading-5 text-pretty text-muted">{common.crashBody}</p>
      <button type="button" className={buttonVariants({ className: 'mt-5' })} onClick={onRetry}>
        {common.retry}
      </button>
      {digest === null ? null : (
        <p className="mt-5 text-xs text-subtle">
          {common.requestId} <code className="font-mono break-all select-all">{digest}</code>
        </p>
      )}
    </div>
  );
}
