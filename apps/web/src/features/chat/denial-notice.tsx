'use client';
import { lazy, Suspense } from 'react';
import type { DenialDialogProps } from './denial-dialog.tsx';

const DenialDialog = lazy(() => import('./denial-dialog.tsx'));

/** The dialog of a denial, fetched when one is to be shown. */
export function DenialNotice(props: DenialDialogProps) {
  return (
    <Suspense>
      <DenialDialog {...props} />
    </Suspense>
  );
}
