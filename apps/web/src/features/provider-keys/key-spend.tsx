'use client';
import { Meter } from '@geko/ui/meter';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

/** What a key's calls of this month cost at the provider, to the last digit, beside its cap where it has one. */
export function KeySpend({
  providerKey: { alias, thisMonth, spendCapNano },
}: {
  providerKey: ProviderKey;
}) {
  const texts = useMessages('providerKeys');
  const format = useFormat();
  const spent = format.exact(thisMonth.costNano);
  if (spendCapNano === null) {
    return (
      <p className="flex flex-wrap justify-between gap-x-3 text-xs leading-5">
        <span className="text-subtle">{texts.spend}</span>
        <span className="text-muted tabular-nums">{fill(texts.spendFree, { spent })}</span>
      </p>
    );
  }
  return (
    <Meter
      isCompact
      label={
        <>
          <span className="sr-only">{alias}: </span>
          {texts.spend}
        </>
      }
      value={Number(thisMonth.costNano)}
      max={Number(spendCapNano)}
      valueText={fill(texts.spendOf, { spent, cap: format.exact(spendCapNano) })}
      warningLabel={texts.nearCap}
      dangerLabel={texts.atCap}
    />
  );
}
