import type { ToastInput } from '@geko/ui/toaster';

let isWanted = false;
const listeners = new Set<() => void>();
let markReady: () => void = () => {};
const ready = new Promise<void>((resolve) => {
  markReady = resolve;
});

/** For the host: whether any toast has been asked for yet, as an external store. */
export const toasterDemand = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isWanted: () => isWanted,
  /** The host says that toasts will now be seen. */
  markReady: () => markReady(),
};

/** Shows a toast; the first one fetches the toaster, which no page loads before it is needed. */
export async function notify(input: ToastInput): Promise<void> {
  const { showToast } = await import('@geko/ui/toaster');
  isWanted = true;
  for (const listener of listeners) listener();
  await ready;
  showToast(input);
}
