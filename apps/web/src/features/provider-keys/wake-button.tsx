'use client';
import { Button } from '@geko/ui/button';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWake } from './use-wake.ts';

/** Lets a key take calls at once that rests or is broken. */
export function WakeButton({ providerKey: { id, alias } }: { providerKey: ProviderKey }) {
  const texts = useMessages('providerKeys');
  const { wake, isWaking } = useWake(alias);
  return (
    <Button
      size="sm"
      variant="secondary"
      aria-label={fill(texts.wakeKey, { key: alias })}
      isLoading={isWaking}
      onClick={() => wake(id)}
    >
      {texts.wake}
    </Button>
  );
}
