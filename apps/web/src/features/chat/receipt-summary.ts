import { AUTO_MODEL_ID } from '@geko/contracts/auto-model';
import type { Receipt } from '@geko/contracts/receipt';
import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';

/**
 * "1,204 tokens · $0.0042 · GPT-5 mini · included"; "Auto · GPT-5 mini" where that was left to Geko. The money is what the workspace pays; for an answer that is
 * included in the plan, what it cost the provider's customer, which is us.
 */
export function receiptSummary(
  receipt: Receipt,
  texts: Messages['chat']['receipt'],
  format: Format,
): string {
  const isPaid = receipt.funding === 'credits' || receipt.funding === 'postpaid';
  return [
    fill(texts.tokens, { tokens: format.count(receipt.totalTokens) }),
    format.nano(isPaid ? receipt.chargeNano : receipt.costNano),
    ...(receipt.askedFor === AUTO_MODEL_ID ? [texts.auto] : []),
    receipt.modelName,
    texts.fundings[receipt.funding],
    ...(receipt.isEstimated ? [texts.estimated] : []),
  ].join(' · ');
}
