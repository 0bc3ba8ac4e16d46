'use client';
import { CopyButton } from '@geko/ui/copy-button';
import { Input } from '@geko/ui/input';
import { useMessages } from '../../messages/use-messages.tsx';

/** A link to copy: in sight, so that it can be taken by hand where the browser refuses its clipboard. */
export function LinkField({
  url,
  label,
  copyLabel,
}: {
  url: string;
  label: string;
  copyLabel: string;
}) {
  const common = useMessages('common');
  return (
    <div className="flex items-center gap-2">
      <Input
        readOnly
        aria-label={label}
        value={url}
        onFocus={(event) => event.currentTarget.select()}
        className="min-w-0 flex-1 font-mono text-xs"
      />
      <CopyButton
        variant="secondary"
        size="md"
        value={url}
        label={copyLabel}
        copiedLabel={common.copied}
      />
    </div>
  );
}
