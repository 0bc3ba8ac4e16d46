'use client';
import { useSyncExternalStore } from 'react';

const never = (): (() => void) => () => undefined;

/**
 * False on the server and while React takes over the server's HTML, true from then on. For what shares a query
 * with a part of the page that is taken over earlier: its data may be there by then, and was not in the HTML.
 */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
