import type { ProviderKey } from '@geko/contracts/provider-keys';

type Weighed = Pick<ProviderKey, 'id' | 'weight' | 'status' | 'problem'>;

const takesCalls = ({ status, problem }: Weighed): boolean =>
  status === 'active' && problem === null;

/** A key's share of its provider's new calls while none rests, in basis points; null = it takes none. */
export function shareBps(key: Weighed, keys: readonly Weighed[]): number | null {
  if (!takesCalls(key)) return null;
  const whole = keys.filter(takesCalls).reduce((sum, { weight }) => sum + weight, 0);
  return Math.round((key.weight / whole) * 10_000);
}
