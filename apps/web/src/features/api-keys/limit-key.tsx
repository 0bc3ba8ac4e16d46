'use client';
import { CreateLimitDialog } from '../limits/create-limit-dialog.tsx';
import { useLimitList } from '../limits/use-limit-list.ts';

/** Sets a limit on a key. Where there is one over the same already, leads to it among the limits. */
export function LimitKey({ keyId, onClose }: { keyId: string; onClose: () => void }) {
  const { limits } = useLimitList();
  return (
    <CreateLimitDialog
      limits={limits}
      keyId={keyId}
      onChangeExisting={({ id }) =>
        window.history.replaceState(null, '', `?tab=limits&limit=${id}`)
      }
      onClose={onClose}
    />
  );
}
