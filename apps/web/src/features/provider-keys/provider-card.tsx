'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Card, CardActions, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import type { ProviderKeys } from '@geko/contracts/provider-keys';
import { Plus } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { KeyRow } from './key-row.tsx';
import { shareBps } from './key-share.ts';
import type { Open } from './opened.ts';
import { ProviderSwitch } from './provider-switch.tsx';

type Provider = ProviderKeys['providers'][number];

/** A provider with its switch, how it is, and its keys. */
export function ProviderCard({ provider, onOpen }: { provider: Provider; onOpen: Open }) {
  const texts = useMessages('providerKeys');
  const { providerNames } = useMessages('common');
  const { id, isEnabled, breaker, keys } = provider;
  const name = providerNames[id];
  const warning = warningOf(provider);
  return (
    <Card aria-label={name}>
      <CardHeader>
        <CardTitle>{name}</CardTitle>
        {warning === null ? (
          <CardDescription>{texts.provider.breakers[breaker]}</CardDescription>
        ) : null}
        <CardActions>
          <Button
            size="sm"
            variant="secondary"
            aria-haspopup="dialog"
            aria-label={fill(texts.addTo, { provider: name })}
            onClick={(event) => onOpen({ kind: 'add', provider: id }, event.currentTarget)}
          >
            <Plus aria-hidden />
            {texts.add}
          </Button>
          <ProviderSwitch provider={id} isEnabled={isEnabled} onOpen={onOpen} />
        </CardActions>
      </CardHeader>
      {warning === null ? null : (
        <Callout tone="warning" className="mx-4 mb-4 sm:mx-5">
          {warning === 'breaker' ? texts.provider.breakers[breaker] : texts.provider[warning]}
        </Callout>
      )}
      {keys.length === 0 ? null : (
        <ul aria-label={fill(texts.provider.keys, { provider: name })}>
          {keys.map((key) => (
            <KeyRow
              key={key.id}
              providerKey={key}
              shareBps={shareBps(key, keys)}
              isProviderBroken={breaker !== 'closed'}
              onOpen={onOpen}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}

/** What keeps a provider from taking calls, the widest first; null = nothing does. */
function warningOf({
  isEnabled,
  breaker,
  keys,
}: Provider): 'isOff' | 'noneTakes' | 'breaker' | null {
  if (!isEnabled) return 'isOff';
  if (!keys.some((key) => shareBps(key, keys) !== null)) return 'noneTakes';
  return breaker === 'closed' ? null : 'breaker';
}
