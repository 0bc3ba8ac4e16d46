import { randomUUID } from 'node:crypto';
import { always, type SweepCase } from './sweep-case.ts';
import { MODEL_ID } from './sweep-world.ts';
import { SWEPT_KEY_ID } from './sweep-prices.ts';

const newKey = () => ({
  alias: `swept-${randomUUID().slice(0, 8)}`,
  provider: 'groq',
  secret: { driver: 'sealed', secret: 'sk-of-the-sweep-00000000' },
});

/** A key of the pool: whoever may change keys gets one of their own, so that the others' stays as it is. */
const withPoolKey =
  (more: () => object = () => ({})): NonNullable<SweepCase['input']> =>
  async (world, role) => ({
    id: role === 'operator' ? await world.makeProviderKey() : SWEPT_KEY_ID,
    ...more(),
  });

/** Procedures about the pool of provider keys and this server's own models, and who may call them. */
export const poolCases: Record<string, SweepCase> = {
  'providerKeys.list': { may: 'operators' },
  'providerKeys.create': {
    may: 'operators',
    input: () => Promise.resolve({ ...newKey(), id: randomUUID() }),
  },
  'providerKeys.update': { may: 'operators', input: withPoolKey(() => ({ weight: 2 })) },
  'providerKeys.rotate': {
    may: 'operators',
    input: withPoolKey(() => ({ secret: newKey().secret })),
  },
  'providerKeys.remove': { may: 'operators', input: withPoolKey() },
  'providerKeys.wake': { may: 'operators', input: withPoolKey() },
  'providerKeys.setProviderEnabled': {
    may: 'operators',
    input: always({ provider: 'groq', isEnabled: true }),
  },
  'localModels.list': { may: 'operators' },
  'localModels.follow': { may: 'operators' },
  'localModels.install': { may: 'operators', input: always({ id: 'tiny' }) },
  'localModels.pause': { may: 'operators', input: always({ id: 'tiny' }) },
  'localModels.cancel': { may: 'operators', input: always({ id: 'tiny' }) },
  'localModels.remove': { may: 'operators', input: always({ id: 'tiny' }) },
  'providerKeys.fallbacks': { may: 'operators' },
  'providerKeys.setFallbacks': {
    may: 'operators',
    input: always({ modelId: MODEL_ID, fallbackIds: [] }),
  },
};
