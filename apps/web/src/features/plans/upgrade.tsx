'use client';
import { createContext, lazy, Suspense, use, useState, type ReactNode } from 'react';

const UpgradeDialog = lazy(async () => ({
  default: (await import('./upgrade-dialog.tsx')).UpgradeDialog,
}));

/** modelName: what is locked. returnTo: where the keyboard goes when the dialog closes. */
export type WantedUpgrade = { modelName: string | null; returnTo: HTMLElement | null };

const UpgradeContext = createContext<((wanted: WantedUpgrade) => void) | null>(null);

/** Opens the plans over the page. Throws outside of the shell of a workspace. */
export function useUpgrade(): (wanted: WantedUpgrade) => void {
  const open = use(UpgradeContext);
  if (open === null) throw new Error('useUpgrade is for pages under /w/[workspace]');
  return open;
}

/** Where the dialog with the plans opens from anything below. */
export function UpgradeProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState<WantedUpgrade | null>(null);
  return (
    <UpgradeContext value={setWanted}>
      {children}
      <Suspense>
        {wanted === null ? null : <UpgradeDialog wanted={wanted} onClose={() => setWanted(null)} />}
      </Suspense>
    </UpgradeContext>
  );
}
