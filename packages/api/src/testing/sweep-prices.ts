import { randomUUID } from 'node:crypto';
import type { CandidateFacts } from '@geko/contracts/prices';
import { planTable } from '@geko/contracts/plans';
import type { Db } from '@geko/db/client';
import { markups, modelCandidates, planOverrides } from '@geko/db/schema/models';

/** A candidate with a price of its own, of a model that nobody has heard of; its id. */
export async function writeCandidate(
  db: Db,
  change: Partial<CandidateFacts> & { problems?: string[] } = {},
): Promise<string> {
  const { problems = [], ...changed } = change;
  const name = `candidate-${randomUUID()}`;
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
  await db.insert(modelCandidates).values({
    id,
    facts,
    status: problems.length > 0 ? 'quarantined' : 'candidate',
    problems,
    importedAt: new Date(),
  });
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
