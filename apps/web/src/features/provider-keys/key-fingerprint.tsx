'use client';
import { CopyButton } from '@geko/ui/copy-button';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** As much as tells two keys apart at a glance. */
const SHOWN = 8;

/** The mark by which a secret is known again, short; the whole of it can be copied. */
export function KeyFingerprint({ providerKey: { alias, secret } }: { providerKey: ProviderKey }) {
  const texts = useMessages('providerKeys');
  const common = useMessages('common');
  const fingerprint = secret?.fingerprint ?? null;
  if (fingerprint === null) return texts.noSecret;
  return (
    <span className="flex items-center gap-1">
      <code className="font-mono">{fingerprint.slice(0, SHOWN)}</code>
      <CopyButton
        value={fingerprint}
        label={fill(texts.copyFingerprint, { key: alias })}
        copiedLabel={common.copied}
        className="-my-1.5"
      />
    </span>
  );
}
