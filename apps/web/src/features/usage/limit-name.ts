import type { LimitTrace } from '@geko/contracts/errors';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';

/** A limit's stable name in words: "model.gpt-5-mini.tokens" → "Tokens of gpt-5-mini". */
export function limitName(
  { name, meter }: Pick<LimitTrace, 'name' | 'meter'>,
  names: Messages['usage']['limitNames'],
): string {
  const model = /^model\.(.+)\.[a-z]+$/.exec(name)?.[1];
  if (model === undefined) return names[meter];
  return fill(meter === 'tokens' ? names.modelTokens : names.modelRequests, { model });
}
