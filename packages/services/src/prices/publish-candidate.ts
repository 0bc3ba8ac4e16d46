import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { ProviderId } from '@geko/contracts/models';
import { CandidateFacts, type PublishCandidate } from '@geko/contracts/prices';
import type { Tx } from '@geko/db/client';
import { candidatePrice } from '@geko/domain/judge-candidate';
import { isPricedFor } from '@geko/domain/unit-pricing';
import { modelCandidates, modelPrices } from '@geko/db/schema/models';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { addModel } from './add-model.ts';
import { addPrice } from './add-price.ts';
import { toFact } from './catalogue-id.ts';
import { findByUpstream } from './find-by-upstream.ts';
import { tellOfModel } from './tell-of-model.ts';

/** The model that a candidate became, or whose price it changed. */
type Published = {
  modelId: string;
  name: string;
  tier: 'local' | 'free' | 'premium';
  isNew: boolean;
};

/**
 * Makes a candidate real: a new model with its first price, or the next price of one that is there, in effect from now.
 * Two at once publish once. Of a new model everybody is told who may use it; publishing it again tells whom an earlier
 * try did not reach.
 * @throws AppError NOT_FOUND; CONFLICT where it was dismissed, or is in quarantine and not said to be checked; BAD_REQUEST
 *   without a price, since what has none cannot be called, or with one that is not of what a new model makes.
 */
export async function publishCandidate(
  deps: OperatorDeps,
  operator: Operator,
  input: PublishCandidate,
): Promise<void> {
  const published = await deps.db.transaction((tx) => publish(tx, deps, operator, input));
  if (published.isNew) {
    await tellOfModel(deps, {
      modelId: published.modelId,
      modelName: published.name,
      tier: published.tier,
      userId: operator.principal.userId,
    });
  }
}

async function publish(
  tx: Tx,
  deps: OperatorDeps,
  operator: Operator,
  { id, tier, isChecked }: PublishCandidate,
): Promise<Published> {
  const here = eq(modelCandidates.id, id);
  const [candidate] = await tx.select().from(modelCandidates).where(here).for('update');
  if (!candidate) throw new AppError('NOT_FOUND');
  const facts = CandidateFacts.parse(candidate.facts);
  const place = { provider: ProviderId.parse(facts.provider), upstreamModel: facts.upstreamModel };
  const existing = await findByUpstream(tx, place);
  if (candidate.status === 'published' && existing) {
    const [first] = await tx
      .select({ effectiveFrom: modelPrices.effectiveFrom })
      .from(modelPrices)
      .where(and(eq(modelPrices.modelId, existing.id), eq(modelPrices.version, 1)));
    // It came into the catalogue by this very candidate.
    const isNew = first?.effectiveFrom.getTime() === candidate.decidedAt?.getTime();
    return { modelId: existing.id, name: existing.name, tier: existing.tier, isNew };
  }
  if (candidate.status === 'dismissed') {
    throw new AppError('CONFLICT', { message: 'This candidate was dismissed.' });
  }
  if (candidate.status === 'quarantined' && !isChecked) {
    throw new AppError('CONFLICT', {
      field: 'isChecked',
      message: 'This candidate is in quarantine: look at its problems first.',
    });
  }
  if (facts.prices === null) {
    throw new AppError('BAD_REQUEST', {
      message: 'This candidate has no price, and what has no price cannot be called.',
    });
  }
  const price = candidatePrice(facts);
  if (existing === null && price !== null && !isPricedFor(facts.kind, price)) {
    throw new AppError('BAD_REQUEST', {
      message:
        'A list tells what tokens cost. A new model of this kind needs a price of its images, characters or minutes as well.',
    });
  }
  const now = deps.now();
  const model = existing ?? (await addModel(tx, { ...place, facts, tier }));
  const version = await addPrice(tx, { modelId: model.id, prices: facts.prices, now });
  await tx.update(modelCandidates).set({ status: 'published', decidedAt: now }).where(here);
  await auditOperator(tx, deps, operator, {
    action: 'price.publish',
    objectId: toFact(model.id),
    before: candidate.status,
    after: `version:${version}`,
  });
  return { modelId: model.id, name: model.name, tier: model.tier, isNew: existing === null };
}
