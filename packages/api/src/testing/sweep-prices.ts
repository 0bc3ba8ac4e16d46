import { providerKeys, providerSwitches } from '@geko/db/schema/provider-keys';
import { randomUUID } from 'node:crypto';
import type { CandidateFacts } from '@geko/contracts/prices';
import { planTable } from '@geko/contracts/plans';
import type { Db } from '@geko/db/client';
import { markups, modelCandidates, modelFallbacks, planOverrides } from '@geko/db/schema/models';

const IMPORTED_AT = new Date('2026-11-01T00:00:00Z');

/**
 * A candidate with a price of its own, of a model that nobody has heard of; its id. One that is there is again as it
 * came.
 */
export async function writeCandidate(
  db: Db,
  change: Partial<CandidateFacts> & { problems?: string[] } = {},
): Promise<string> {
  const { problems = [], ...changed } = change;
  const name = changed.upstreamModel ?? `candidate-${randomUUID()}`;
  const facts: CandidateFacts = {
    provider: 'openai',
    upstreamModel: name,
    name,
    kind: 'chat',
    contextTokens: 100_000,
    maxOutputTokens: 4_096,
    abilities: { vision: false, tools: true, reasoning: false, json: true },
    releasedOn: '2026-11-01',
    prices: {
      inputNano: '1000000000',
      cachedInputNano: null,
      cacheWriteNano: null,
      outputNano: '2000000000',
      reasoningNano: null,
      tiers: [],
    },
    ...changed,
  };
  const id = `${facts.provider}/${facts.upstreamModel}`;
  const row = {
    facts,
    status: problems.length > 0 ? ('quarantined' as const) : ('candidate' as const),
    problems,
    importedAt: IMPORTED_AT,
    decidedAt: null,
  };
  await db
    .insert(modelCandidates)
    .values({ id, ...row })
    .onConflictDoUpdate({ target: modelCandidates.id, set: row });
  return id;
}

/** A row in each table of prices and plans that operators may change; none changes what anybody pays. */
export async function writePriceSettings(db: Db): Promise<void> {
  const updatedAt = new Date();
  await writeCandidate(db);
  await db.insert(markups).values({ scope: 'plan:enterprise/embedding', bps: 0, updatedAt });
  await db
    .insert(planOverrides)
    .values({ planId: 'enterprise', plan: planTable.enterprise, updatedAt });
}

/** The id of the provider key that `writePoolSettings` lays in. */
export const SWEPT_KEY_ID = '5eeb0000-0000-4000-8000-000000000000';

/** A row in each table of the pool that operators may change; none takes a call or keeps one away. */
export async function writePoolSettings(db: Db): Promise<void> {
  await writeProviderKey(db, SWEPT_KEY_ID);
  await db.insert(providerSwitches).values({ provider: 'groq' });
  await db
    .insert(modelFallbacks)
    .values({ modelId: 'demo', fallbackIds: [], updatedAt: new Date() });
}

/** A provider key without a secret, which takes no calls; its id. */
export async function writeProviderKey(db: Db, id: string = randomUUID()): Promise<string> {
  const now = new Date();
  await db
    .insert(providerKeys)
    .values({ id, alias: `swept-${id}`, provider: 'groq', createdAt: now, updatedAt: now });
  return id;
}
