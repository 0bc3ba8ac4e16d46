import type { MessagesRequest } from '@geko/contracts/messages';
import type { Hold } from '@geko/domain/hold';

/** The least that may be thought, by Anthropic's reference. */
const LEAST_THINKING = 1_024;

/**
 * The request as Anthropic is sent it: the caller's, with the model's own name, no more output than the hold buys, and
 * without what is ours to decide.
 */
export function messageBody(
  message: MessagesRequest,
  { upstreamModel, hold }: { upstreamModel: string; hold: Pick<Hold, 'maxOutputTokens'> },
): Record<string, unknown> {
  const { model: _model, metadata: _who, service_tier: _tier, thinking, ...rest } = message;
  const clamped = thinking && withinOutput(thinking, hold.maxOutputTokens);
  return {
    ...rest,
    model: upstreamModel,
    max_tokens: hold.maxOutputTokens,
    ...(clamped === undefined ? {} : { thinking: clamped }),
  };
}

/** Thinking must leave room for an answer; where the hold leaves none to think in, there is none. */
function withinOutput(
  thinking: NonNullable<MessagesRequest['thinking']>,
  maxOutputTokens: number,
): MessagesRequest['thinking'] {
  if (thinking.type !== 'enabled' || thinking.budget_tokens < maxOutputTokens) return thinking;
  return maxOutputTokens > LEAST_THINKING
    ? { ...thinking, budget_tokens: maxOutputTokens - 1 }
    : { type: 'disabled' };
}
