'use client';
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { toasterDemand } from './notify.ts';

const Toaster = lazy(async () => ({ default: (await import('@geko/ui/toaster')).Toaster }));

function Ready() {
  useEffect(() => toasterDemand.markReady(), []);
  return null;
}

/** Where toasts appear; one per page. */
export function ToastHost() {
  const common = useMessages('common');
  const isWanted = useSyncExternalStore(
    toasterDemand.subscribe,
    toasterDemand.isWanted,
    () => false,
  );
  if (!isWanted) return null;
  return (
    <Suspense>
      <Toaster label={common.notifications} />
      <Ready />
    </Suspense>
  );
}
