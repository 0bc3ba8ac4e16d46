'use client';
import { Badge } from '@geko/ui/badge';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import type { ReactNode } from 'react';
import { fill, plural } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { KeyFingerprint } from './key-fingerprint.tsx';
import { KeyMenuButton } from './key-menu-button.tsx';
import { KeySource } from './key-source.tsx';
import { KeySpend } from './key-spend.tsx';
import { KeyState } from './key-state.tsx';
import { KeyStatusButton } from './key-status-button.tsx';
import type { Open } from './opened.ts';

/** One key: how it is, what it is for, what it costs, and what can be done with it. */
export function KeyRow({
  providerKey: key,
  shareBps,
  isProviderBroken,
  onOpen,
}: {
  providerKey: ProviderKey;
  /** null = it takes no calls. */
  shareBps: number | null;
  isProviderBroken: boolean;
  onOpen: Open;
}) {
  const texts = useMessages('providerKeys');
  const format = useFormat();
  const { calls, failed } = key.thisMonth;
  const share =
    shareBps === null
      ? fill(texts.noShare, { weight: key.weight })
      : fill(texts.share, { share: format.bps(shareBps), weight: key.weight });
  const callsText =
    calls === 0
      ? texts.noCalls
      : plural(texts.calls, calls, { failed: format.bps((failed / calls) * 10_000) });
  return (
    <li className="flex flex-col gap-3 border-t border-line px-4 py-4 sm:px-5">
      <div className="flex items-center gap-2">
        <h3 className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
          <span className="min-w-0 wrap-anywhere">{key.alias}</span>
          {key.region === null ? null : (
            <Badge className="min-w-0 shrink">
              <span className="truncate">{fill(texts.region, { region: key.region })}</span>
            </Badge>
          )}
        </h3>
        <KeyStatusButton providerKey={key} onOpen={onOpen} />
        <KeyMenuButton providerKey={key} isProviderBroken={isProviderBroken} onOpen={onOpen} />
      </div>
      <KeyState providerKey={key} onOpen={onOpen} />
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2.5 text-[0.8125rem] leading-5 md:grid-cols-3">
        <Fact name={texts.facts.share}>{share}</Fact>
        <Fact name={texts.facts.secret}>
          <KeySource secret={key.secret} />
        </Fact>
        <Fact name={texts.facts.fingerprint}>
          <KeyFingerprint providerKey={key} />
        </Fact>
        <Fact name={texts.facts.calls}>{callsText}</Fact>
        <Fact name={texts.facts.running}>{format.count(key.health.running)}</Fact>
        <Fact name={texts.facts.address}>{key.baseUrl ?? texts.ownAddress}</Fact>
      </dl>
      <KeySpend providerKey={key} />
    </li>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-subtle">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
