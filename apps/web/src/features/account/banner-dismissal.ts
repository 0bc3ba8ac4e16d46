const KEY = 'geko.verify-banner';
const listeners = new Set<() => void>();
/** For browsers that keep nothing for a page. */
let isGone = false;

/** Whether the banner was put away in this tab's session, as an external store. */
export const bannerDismissal = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isDismissed: (): boolean => {
    try {
      return isGone || sessionStorage.getItem(KEY) !== null;
    } catch {
      return isGone;
    }
  },
  dismiss: (): void => {
    isGone = true;
    try {
      sessionStorage.setItem(KEY, '1');
    } catch {
      // Then it is away until the next load.
    }
    for (const listener of listeners) listener();
  },
};
