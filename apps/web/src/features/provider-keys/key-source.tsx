'use client';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** Where a secret comes from, and its end: all that is told of it. */
export function KeySource({ secret }: { secret: ProviderKey['secret'] }) {
  const texts = useMessages('providerKeys');
  if (secret === null) return texts.noSecret;
  return (
    <>
      {fill(texts.sources[secret.driver], { name: secret.name ?? '' })}{' '}
      <code className="font-mono whitespace-nowrap">
        {secret.lastFour === null
          ? texts.notRead
          : fill(texts.secretEnd, { lastFour: secret.lastFour })}
      </code>
    </>
  );
}
