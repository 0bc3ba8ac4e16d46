import { and, eq, isNull } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Explain, Explanation } from '@geko/contracts/policy';
import { conversations } from '@geko/db/schema/chat';
import { isCharged } from '@geko/domain/admission';
import { rateCall } from '@geko/domain/rate-call';
import { NO_USAGE } from '@geko/domain/usage';
import { loadHistory, type PromptMessage } from '../chat/history.ts';
import { routeTurn } from '../chat/route-turn.ts';
import type { Deps, Scope } from '../deps.ts';
import { outputBand, type OutputBand } from '../usage/output-band.ts';
import { CallRefusal } from './call-refusal.ts';
import { decide, type Decision } from './decide.ts';
import { deskIn } from './desk.ts';
import { withRemedies } from './with-remedies.ts';

/**
 * What admission would say to a message, or to what else a model makes, now: the same decision, taken as a dry run. The
 * price is of the counted input, of the units and of an answer as this person's usually are. Throws BAD_REQUEST for
 * units that have no price.
 */
export async function explain(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  input: Explain,
): Promise<Explanation> {
  const { tx, caller } = scope;
  const history = await historyOf(scope, input);
  const { modelId } = await routeTurn(deskIn(scope), deps, { modelId: input.modelId, history });
  const output = await outputBand(tx, { ...caller, modelId });
  try {
    const decision = await decide(
      deskIn(scope),
      deps,
      { modelId, history, units: input.units ?? null },
      { holdId: null },
    );
    return {
      funding: decision.funding,
      refusal: null,
      model: { id: decision.model.id, name: decision.model.name },
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
    if (!(error instanceof AppError) || error.code === 'BAD_REQUEST') throw error;
    const refusal = error instanceof CallRefusal ? await withRemedies(scope, deps, error) : error;
    return {
      funding: null,
      refusal: {
        code: refusal.code,
        message: refusal.message,
        remedies: refusal.details.remedies ?? [],
      },
      model: null,
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
    rateCall({
      units: decision.units,
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

/** What the model would read: the conversation so far, of somebody else's nothing, and the new text. */
async function historyOf(scope: Scope, input: Explain): Promise<PromptMessage[]> {
  const message = { role: 'user' as const, text: input.text };
  // A message may still be empty while it is typed; what only makes pictures is given no text at all.
  if (input.units) return input.text === '' ? [] : [message];
  return [...(await conversationOf(scope, input)), message];
}

async function conversationOf(
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
