'use client';
import type { UpdateState } from '@geko/contracts/desktop';
import { Button } from '@geko/ui/button';
import { cn } from '@geko/ui/cn';
import { useEffect, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { notify } from '../toasts/notify.ts';
import { askDesktop, DesktopError, onDesktop } from './desktop.ts';

/** Over every page while a newer version of the app waits for its restart, or could not be taken. */
export function UpdateBar() {
  const { desktop } = useMessages('shell');
  const [update, setUpdate] = useState<UpdateState>({ state: 'none' });
  const [isLeaving, setLeaving] = useState(false);
  useEffect(() => {
    const stop = onDesktop('updateChanged', (next) => {
      setUpdate(next);
      // The app that was to leave is still here.
      if (next.state === 'failed') setLeaving(false);
    });
    askDesktop('getUpdate').then(setUpdate, () => undefined);
    return stop;
  }, []);
  if (update.state !== 'ready' && update.state !== 'failed') return null;
  const restart = (): void => {
    setLeaving(true);
    askDesktop('restartToUpdate').catch((error: unknown) => {
      setLeaving(false);
      void notify({
        tone: 'danger',
        title: desktop.failed,
        ...(error instanceof DesktopError ? { description: error.message } : {}),
      });
    });
  };
  const { version } = update;
  const isReady = update.state === 'ready';
  const canRestart = isReady || update.reason === 'install';
  return (
    <section
      aria-label={desktop.updateLabel}
      className={cn(
        'flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5 text-sm',
        isReady ? 'border-accent/25 bg-accent-soft' : 'border-warning/30 bg-warning-soft',
      )}
    >
      <p role="status" className="min-w-0 flex-1 basis-40 leading-5 wrap-anywhere">
        {fill(isReady ? desktop.update : desktop.updateFailed[update.reason], { version })}
      </p>
      {canRestart ? (
        <Button variant="secondary" size="sm" isLoading={isLeaving} onClick={restart}>
          {isReady ? desktop.restart : desktop.again}
        </Button>
      ) : null}
      {isReady ? null : (
        <Button variant="ghost" size="sm" onClick={() => setUpdate({ state: 'none' })}>
          {desktop.dismiss}
        </Button>
      )}
    </section>
  );
}
