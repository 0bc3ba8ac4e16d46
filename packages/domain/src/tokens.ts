import type { ProviderId } from '@geko/contracts/models';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';

/** Text such as <|endoftext|> in a message is plain text to us, never a command to the tokenizer. */
const asPlainText = { disallowedSpecial: new Set<string>() };

/** What one vocabulary counts of a short text. */
type SliceCounter = (text: string, options: typeof asPlainText) => number;

/** Tokens a chat format spends around each message, and once to start the answer (OpenAI's cookbook, rounded up). */
const TOKENS_PER_MESSAGE = 4;
const TOKENS_FOR_PRIMING = 3;

/**
 * How many more tokens than o200k_base a provider's own tokenizer may make of the same text, in basis
 * points of it. Too low costs the operator (the overshoot is absorbed), too high holds more than is used;
 * settlement corrects both to what the provider says.
 */
const tokenizerBps: Record<ProviderId, bigint> = {
  openai: 10_000n,
  anthropic: 13_500n,
  google: 11_500n,
  mistral: 12_000n,
  deepseek: 11_500n,
  groq: 11_500n,
  compatible: 12_000n,
  demo: 10_000n,
  local: 12_000n,
};

/** Longest run of one kind (white space, or none) counted in one go: a piece costs the square of its length. */
const MAX_RUN_CHARS = 128;

const isSpace = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || code === 0xa0;
const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;

/** Where a text must be cut so that no run is longer than the tokenizer can take; none in ordinary text. */
function cutsOf(text: string): number[] {
  const cuts: number[] = [];
  let runStart = 0;
  let isSpaceRun = false;
  for (let at = 0; at < text.length; at += 1) {
    const isSpaceHere = isSpace(text.charCodeAt(at));
    if (isSpaceHere !== isSpaceRun) {
      runStart = at;
      isSpaceRun = isSpaceHere;
    } else if (at - runStart >= MAX_RUN_CHARS && !isHighSurrogate(text.charCodeAt(at - 1))) {
      cuts.push(at);
      runStart = at;
    }
  }
  return cuts;
}

/**
 * Tokens of a text, in o200k_base unless told. Exact for ordinary text. Runs of more than 128 characters without a space
 * (or of spaces) are counted in slices, each of which may count a token more, so that hostile input stays linear.
 */
export function countTokens(text: string, countSlice: SliceCounter = countO200k): number {
  const cuts = cutsOf(text);
  if (cuts.length === 0) return countSlice(text, asPlainText);
  let tokens = 0;
  let start = 0;
  for (const cut of [...cuts, text.length]) {
    tokens += countSlice(text.slice(start, cut), asPlainText);
    start = cut;
  }
  return tokens;
}

/** Input tokens of a call, as held before it: the messages, their framing, and the tokenizer's safety factor. */
export function countInputTokens({
  messages,
  provider,
}: {
  messages: readonly { role: string; text: string }[];
  provider: ProviderId;
}): number {
  const counted = messages.reduce(
    (sum, message) => sum + TOKENS_PER_MESSAGE + countTokens(message.text),
    TOKENS_FOR_PRIMING,
  );
  return byTokenizer(counted, provider);
}

/** What a provider's own tokenizer may make of so many tokens, at most. */
export function byTokenizer(counted: number, provider: ProviderId): number {
  return Number((BigInt(counted) * tokenizerBps[provider] + 9_999n) / 10_000n);
}
