'use client';
import { Button } from '@geko/ui/button';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import type { KeyedProviderId } from '@geko/contracts/provider-keys';
import { Plus } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import type { Open } from './opened.ts';

/** Providers that nothing is called at, folded into one list. */
export function KeylessProviders({
  ids,
  onOpen,
}: {
  ids: readonly KeyedProviderId[];
  onOpen: Open;
}) {
  const texts = useMessages('providerKeys');
  const { providerNames } = useMessages('common');
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.keyless.title}</CardTitle>
        <CardDescription>{texts.keyless.lead}</CardDescription>
      </CardHeader>
      <ul aria-label={texts.keyless.title} className="grid sm:grid-cols-2">
        {ids.map((provider) => (
          <li
            key={provider}
            className="flex items-center justify-between gap-3 border-t border-line py-2 ps-4 pe-2 text-sm sm:ps-5 sm:pe-3"
          >
            {providerNames[provider]}
            <Button
              size="sm"
              variant="ghost"
              aria-haspopup="dialog"
              aria-label={fill(texts.addTo, { provider: providerNames[provider] })}
              onClick={(event) => onOpen({ kind: 'add', provider }, event.currentTarget)}
            >
              <Plus aria-hidden />
              {texts.add}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
