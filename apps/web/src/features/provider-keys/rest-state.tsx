'use client';
import { Callout } from '@geko/ui/callout';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { fill } from '../../lib/fill.ts';
import { formatWait } from '../../lib/format-wait.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useNow } from './use-now.ts';
import { WakeButton } from './wake-button.tsx';

/** Why a key rests, and for how long still, counted down. */
export function RestState({
  providerKey,
  rest: { reason, until },
}: {
  providerKey: ProviderKey;
  rest: NonNullable<ProviderKey['health']['rest']>;
}) {
  const texts = useMessages('providerKeys');
  const seconds = (Date.parse(until) - useNow(true)) / 1000;
  const wait = seconds > 0 ? formatWait(seconds) : texts.moment;
  return (
    <Callout
      tone="warning"
      title={texts.rests[reason]}
      action={<WakeButton providerKey={providerKey} />}
    >
      <span className="tabular-nums">{fill(texts.restHints[reason], { wait })}</span>
    </Callout>
  );
}
