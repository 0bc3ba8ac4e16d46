'use client';
import { cn } from '@geko/ui/cn';
import type { ModelCandidate } from '@geko/contracts/prices';
import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

const classes = [
  'inputNano',
  'cachedInputNano',
  'cacheWriteNano',
  'outputNano',
  'reasoningNano',
] as const;

type Prices = NonNullable<ModelCandidate['facts']['prices']>;

/** Rows that either price list has, in dollars per million; tiers by input size come after the base prices. */
function rowsOf(before: Prices | null, after: Prices, format: Format) {
  const dollars = (nano: string | null | undefined) =>
    nano === null || nano === undefined ? null : format.exact(nano);
  const base = classes.map((name) => ({
    name,
    above: null as number | null,
    before: dollars(before?.[name]),
    after: dollars(after[name]),
  }));
  const bounds = [...(before?.tiers ?? []), ...after.tiers].map((tier) => tier.aboveInputTokens);
  const tiers = [...new Set(bounds)].flatMap((above) => {
    const at = (prices: Prices | null) =>
      prices?.tiers.find((tier) => tier.aboveInputTokens === above);
    const [old, next] = [at(before), at(after)];
    return classes.map((name) => ({
      name,
      above,
      before: dollars(old?.[name]),
      after: dollars(next?.[name]),
    }));
  });
  return [...base, ...tiers].filter((row) => row.before !== null || row.after !== null);
}

/** What a candidate would cost, beside what its model costs now. */
export function CandidatePrices({ candidate }: { candidate: ModelCandidate }) {
  const { prices: words } = useMessages('admin');
  const format = useFormat();
  const { prices } = candidate.facts;
  if (prices === null) return <p className="text-sm text-subtle">{words.unpriced}</p>;
  const now = candidate.existing?.price ?? null;
  const rows = rowsOf(now, prices, format);
  return (
    <table className="w-full self-start border-collapse text-sm">
      <caption className="pb-1 text-start text-xs text-subtle">{words.perMillion}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{words.model}</th>
          {now === null ? null : <th scope="col">{words.now}</th>}
          <th scope="col">{words.listed}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const hasChanged = now !== null && row.before !== row.after;
          return (
            <tr key={`${row.name} ${row.above ?? ''}`}>
              <th scope="row" className="py-0.5 pe-3 text-start font-normal text-muted">
                {row.above === null
                  ? words.classes[row.name]
                  : fill(words.above, {
                      class: words.classes[row.name],
                      tokens: format.compact(row.above),
                    })}
              </th>
              {now === null ? null : (
                <td
                  className={cn(
                    'py-0.5 pe-3 text-end text-muted tabular-nums',
                    hasChanged && 'line-through',
                  )}
                >
                  {row.before ?? words.none}
                </td>
              )}
              <td className={cn('py-0.5 text-end tabular-nums', hasChanged && 'font-medium')}>
                {row.after ?? words.none}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
