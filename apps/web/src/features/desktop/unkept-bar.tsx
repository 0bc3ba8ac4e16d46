'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import { Button } from '@geko/ui/button';
import { fill, plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import type { RefusedTurn } from './sync-turns.ts';

/** Over every page while the server will not have some of this machine's answers: why, and what can be done. */
export function UnkeptBar({
  refused,
  onAgain,
  onDiscard,
}: {
  refused: readonly RefusedTurn[];
  onAgain: () => void;
  onDiscard: () => void;
}) {
  const { desktop } = useMessages('shell');
  const common = useMessages('common');
  const [first] = refused;
  if (first === undefined) return null;
  return (
    <section
      aria-label={desktop.unkeptLabel}
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-warning/30 bg-warning-soft px-4 py-1.5 text-sm"
    >
      <p className="min-w-0 flex-1 basis-60 leading-5 wrap-anywhere">
        {fill(plural(desktop.unkept, refused.length), { reason: first.error.message })}
      </p>
      <Button variant="secondary" size="sm" onClick={onAgain}>
        {desktop.again}
      </Button>
      <AlertDialog
        trigger={
          <Button variant="ghost" size="sm">
            {desktop.discard}
          </Button>
        }
        title={desktop.discardTitle}
        description={desktop.discardBody}
        confirmLabel={desktop.discard}
        cancelLabel={common.cancel}
        onConfirm={onDiscard}
      />
    </section>
  );
}
