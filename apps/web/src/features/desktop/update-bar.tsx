'use client';
import type { UpdateState } from '@geko/contracts/desktop';
import { Button } from '@geko/ui/button';
import { useEffect, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { notify } from '../toasts/notify.ts';
import { askDesktop, onDesktop } from './desktop.ts';

/** Over every page while a newer version of the app waits for its restart. */
export function UpdateBar() {
  const { desktop } = useMessages('shell');
  const [update, setUpdate] = useState<UpdateState>({ state: 'none' });
  const [isLeaving, setLeaving] = useState(false);
  useEffect(() => {
    const stop = onDesktop('updateChanged', setUpdate);
    askDesktop('getUpdate').then(setUpdate, () => undefined);
    return stop;
  }, []);
  if (update.state !== 'ready') return null;
  const restart = (): void => {
    setLeaving(true);
    askDesktop('restartToUpdate').catch(() => {
      setLeaving(false);
      void notify({ tone: 'danger', title: desktop.failed });
    });
  };
  return (
    <section
      aria-label={desktop.updateLabel}
      className="flex shrink-0 items-center gap-x-3 border-b border-accent/25 bg-accent-soft px-4 py-1.5 text-sm"
    >
      <p className="min-w-0 flex-1 leading-5 wrap-anywhere">
        {fill(desktop.update, { version: update.version })}
      </p>
      <Button variant="secondary" size="sm" isLoading={isLeaving} onClick={restart}>
        {desktop.restart}
      </Button>
    </section>
  );
}
