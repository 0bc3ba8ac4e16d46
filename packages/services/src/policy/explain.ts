import { and, eq, isNull } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Explain, Explanation } from '@geko/contracts/policy';
import { conversations } from '@geko/db/schema/chat';
import { isCharged } from '@geko/domain/admission';
import { rateUsage } from '@geko/domain/pricing';
import { NO_USAGE } from '@geko/domain/usage';
import { loadHistory, type PromptMessage } from '../chat/history.ts';
import type { Deps, Scope } from '../deps.ts';
import { outputBand, type OutputBand } from '../usage/output-band.ts';
import { CallRefusal } from './call-refusal.ts';
import { decide, type Decision } from './decide.ts';
import { withRemedies } from './with-remedies.ts';

/**
 * What admission would say to a message now: the same decision, taken as a dry run. The price is of the counted input
 * and of an answer as this person's usually are.
 */
export async function explain(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  input: Explain,
): Promise<Explanation> {
  const { tx, caller } = scope;
  const history = [...(await historyOf(scope, input)), { role: 'user' as const, text: input.text }];
  const output = await outputBand(tx, { ...caller, modelId: input.modelId });
  try {
    const decision = await decide(
      scope,
      deps,
      { modelId: input.modelId, history },
      { holdId: null },
    );
    return {
      funding: decision.funding,
      refusal: null,
      trace: decision.trace,
      inputTokens: decision.inputTokens,
      maxOutputTokens: decision.maxOutputTokens,
      output,
      charge: isCharged(decision.funding) ? chargeBand(decision, output) : null,
      markupBps: decision.markupBps,
      walletNano: caller.permissions.has('billing:view')
        ? (decision.walletNano?.toString() ?? null)
        : null,
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const refusal = error instanceof CallRefusal ? await withRemedies(scope, deps, error) : error;
    return {
      funding: null,
      refusal: {
        code: refusal.code,
        message: refusal.message,
        remedies: refusal.details.remedies ?? [],
      },
      trace: refusal.details.trace ?? [],
      inputTokens: 0,
      maxOutputTokens: null,
      output,
      charge: null,
      markupBps: 0,
      walletNano: null,
    };
  }
}

function chargeBand(decision: Decision, { p50Tokens, p90Tokens }: OutputBand) {
  const chargeOf = (outputTokens: number): string =>
    rateUsage({
      usage: {
        ...NO_USAGE,
        inputTokens: decision.inputTokens,
        outputTokens: Math.min(outputTokens, decision.maxOutputTokens),
      },
      price: decision.price,
      markupBps: decision.markupBps,
      funding: decision.funding,
    }).chargeNano.toString();
  return { p50Nano: chargeOf(p50Tokens), p90Nano: chargeOf(p90Tokens) };
}

/** The conversation so far; one of somebody else, or none, is empty. */
async function historyOf(
  { tx, caller }: Scope,
  { conversationId }: Explain,
): Promise<PromptMessage[]> {
  if (conversationId === null || conversationId === undefined) return [];
  const place = { ...caller, conversationId };
  const [own] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, caller.tenantId),
        eq(conversations.workspaceId, caller.workspaceId),
        eq(conversations.id, conversationId),
        eq(conversations.userId, caller.userId),
        isNull(conversations.deletedAt),
      ),
    );
  return own ? loadHistory(tx, place) : [];
}
