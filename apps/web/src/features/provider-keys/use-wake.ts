'use client';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useKeyChange } from './use-key-change.ts';

/** Lets a key take calls again, and says what came of it. */
export function useWake(alias: string): { wake: (id: string) => void; isWaking: boolean } {
  const { woken } = useMessages('providerKeys');
  const { done, failed } = useKeyChange();
  const { mutate, isPending } = trpc.providerKeys.wake.useMutation({
    onSuccess: async () => await done(fill(woken, { key: alias })),
    onError: failed,
  });
  return { wake: (id) => mutate({ id }), isWaking: isPending };
}
