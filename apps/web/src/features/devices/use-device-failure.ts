'use client';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { notify } from '../toasts/notify.ts';

/** Says that something about local models was not saved, and why. */
export function useDeviceFailure(): (error: unknown) => void {
  const { failed } = useMessages('devices');
  const common = useMessages('common');
  return (error) =>
    void notify({
      tone: 'danger',
      title: failed,
      description: readError(error)?.message ?? common.networkFailed,
    });
}
