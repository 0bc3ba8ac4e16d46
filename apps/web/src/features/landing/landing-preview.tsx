import { ReceiptText } from 'lucide-react';
import { getMessages } from '../../messages/get-messages.ts';

/** A drawn answer with its receipt and the quota under it: what the product looks like. */
export function LandingPreview() {
  const { preview } = getMessages().landing;
  return (
    <figure
      aria-label={preview.label}
      className="rounded-2xl border border-line bg-surface p-5 text-sm shadow-md sm:p-6 dark:bg-raised"
    >
      <p className="ms-auto w-fit max-w-[85%] rounded-2xl rounded-ee-sm bg-accent-soft px-4 py-2.5 leading-5 text-fg">
        {preview.question}
      </p>
      <p className="mt-5 leading-6 text-fg">{preview.answer}</p>
      <p className="mt-3 flex items-center gap-2 text-xs text-subtle tabular-nums">
        <ReceiptText aria-hidden className="size-3.5 shrink-0" />
        {preview.receipt}
      </p>
      <div className="mt-6 border-t border-line pt-4">
        <p className="flex justify-between gap-3 text-xs text-muted tabular-nums">
          <span>{preview.quotaLabel}</span>
          <span>{preview.quotaValue}</span>
        </p>
        <div aria-hidden className="mt-2 h-1.5 overflow-hidden rounded-full bg-active">
          <div className="h-full w-1/4 rounded-full bg-success" />
        </div>
      </div>
    </figure>
  );
}
