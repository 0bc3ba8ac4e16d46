import { randomUUID } from 'node:crypto';
import type { ProviderKey, ProviderKeys } from '@geko/contracts/provider-keys';
import type { Visitor } from './visitor.ts';

const key = (alias: string, part: Partial<ProviderKey>): ProviderKey => ({
  id: randomUUID(),
  alias,
  provider: 'openai',
  baseUrl: null,
  weight: 1,
  region: null,
  status: 'active',
  secret: {
    driver: 'sealed',
    name: null,
    lastFour: 'aB3x',
    fingerprint: '0123456789abcdef',
  },
  problem: null,
  health: { running: 0, rest: null, breaker: 'closed' },
  spendCapNano: null,
  thisMonth: { calls: 0, failed: 0, costNano: '0' },
  createdAt: '2026-11-01T09:00:00.000Z',
  ...part,
});

/** Every state in which a key and a provider can be, most of which no test may bring about in a house that others use. */
function everyState(): ProviderKeys {
  const until = new Date(Date.now() + 100_000).toISOString();
  const env = { driver: 'env' as const, name: 'OPENAI_API_KEYS#1' };
  const told = { lastFour: 'aB3x', fingerprint: '0123456789abcdef' };
  const untold = { lastFour: null, fingerprint: null };
  const spent = { calls: 12_045, failed: 31, costNano: '41250123456' };
  return {
    canSeal: false,
    providers: [
      {
        id: 'openai',
        isEnabled: true,
        breaker: 'half_open',
        keys: [
          key('openai-1', {
            secret: { ...env, ...told },
            weight: 3,
            spendCapNano: '50000000000',
            thisMonth: spent,
            health: { running: 12, rest: null, breaker: 'closed' },
          }),
          key('a-key-with-as-long-a-name-as-there-may-be', {
            region: 'a region with as long a name as there is',
            baseUrl: 'https://a-rather-long-name-of-a-host.openai.azure.example.com/v1/deployments',
            thisMonth: spent,
            health: { running: 0, rest: { reason: 'rate_limited', until }, breaker: 'open' },
          }),
          key('refused', {
            health: { running: 0, rest: { reason: 'refused', until }, breaker: 'half_open' },
          }),
          key('drained', { status: 'draining' }),
          key('disabled', { status: 'disabled' }),
        ],
      },
      {
        id: 'anthropic',
        isEnabled: false,
        breaker: 'closed',
        keys: [key('anthropic-1', { provider: 'anthropic' })],
      },
      {
        id: 'compatible',
        isEnabled: true,
        breaker: 'closed',
        keys: [
          key('bare', { secret: null, problem: 'no_secret' }),
          key('unset', { secret: { ...env, ...untold }, problem: 'unreadable' }),
          key('unmounted', {
            secret: { driver: 'file', name: 'openai-key', ...told },
            problem: 'unreadable',
          }),
          key('sealed-elsewhere', { problem: 'unreadable' }),
          key('nowhere', { problem: 'no_address' }),
          key('spent', { problem: 'spend_cap', spendCapNano: '41000000000', thisMonth: spent }),
        ],
      },
      { id: 'groq', isEnabled: true, breaker: 'closed', keys: [] },
      { id: 'mistral', isEnabled: true, breaker: 'closed', keys: [] },
    ],
  };
}

/** Shows a visitor the pool as if it were in every state, for pictures and for axe. */
export async function showEveryKeyState({ page }: Visitor): Promise<void> {
  const data = { json: everyState() };
  await page.route(/\/api\/trpc\/providerKeys\.list\?/u, async (route) => {
    await route.fulfill({ json: [{ result: { data } }] });
  });
}
