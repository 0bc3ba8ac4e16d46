/** What a bench asks its provider for, in the message: so many chunks, so long apart; 0 = as fast as they are taken. */
export type Ask = { chunks: number; delayMs: number; isStream: boolean; wantsUsage: boolean };

const WORDS = ['stream', 'metre', 'by', 'gateway', 'ledger', 'of', 'count', 'passes', 'and', 'a'];

/** The text of the nth chunk. */
export function pieceOf(n: number): string {
  return ` ${WORDS[n % WORDS.length]}`;
}

/** The message that asks. */
export function askText({ chunks, delayMs }: Pick<Ask, 'chunks' | 'delayMs'>): string {
  return `Please tell me about gateways. chunks=${chunks} delay=${delayMs}`;
}

/** Out of a request's body, unparsed; null = it does not ask. */
export function readAsk(body: string): Ask | null {
  const found = /chunks=(\d+) delay=(\d+)/u.exec(body);
  if (!found) return null;
  return {
    chunks: Number(found[1]),
    delayMs: Number(found[2]),
    isStream: /"stream"\s*:\s*true/u.test(body),
    wantsUsage: /"include_usage"\s*:\s*true/u.test(body),
  };
}
