import type { LocalMessage } from '@geko/contracts/local-models';

const MOST_MESSAGES = 1_000;
/** Of what a model reads so much may be the conversation; the rest is for its answer. */
const SHARE = 0.6;
/** A token is about so many bytes of text, on the careful side. */
const BYTES_A_TOKEN = 3;
const TOKENS_A_MESSAGE = 8;

/**
 * What a model of this machine is told: the newest messages that fit into what it reads. The last one, which is the
 * question, always goes along; the first one is a person's.
 */
export function localPrompt(
  messages: readonly LocalMessage[],
  { contextTokens }: { contextTokens: number },
): LocalMessage[] {
  const encoder = new TextEncoder();
  let room = contextTokens * SHARE;
  let first = messages.length;
  for (const [index, { content }] of [...messages.entries()].reverse()) {
    room -= encoder.encode(content).length / BYTES_A_TOKEN + TOKENS_A_MESSAGE;
    const isLast = index === messages.length - 1;
    if ((room < 0 && !isLast) || messages.length - index > MOST_MESSAGES) break;
    first = index;
  }
  const kept = messages.slice(first).filter(({ content }) => content !== '');
  const begin = kept.findIndex(({ role }) => role !== 'assistant');
  return kept.slice(Math.max(0, begin));
}
