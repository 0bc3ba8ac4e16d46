import type { Finish, ProviderRequest } from './dialects/dialect.ts';
import { fillerText } from './filler-text.ts';
import type { Script } from './script.ts';
import {
  countPromptTokens,
  joinText,
  type Piece,
  splitIntoPieces,
  sumTokens,
  takeTokens,
} from './tokens.ts';

const DEFAULT_REPLY_TOKENS = 40;

/** An answer decided in full before its first byte is sent. */
export type ReplyPlan = {
  promptTokens: number;
  cached: number;
  cacheWrite: number;
  reasoning: Piece[];
  /** The answer up to the point where a mid-stream fault strikes, and from there on. Without a fault the second is empty. */
  textBeforeFault: Piece[];
  textAfterFault: Piece[];
  finish: Finish;
  delayMs: number;
  tokensPerChunk: number;
};

const MID_STREAM_FAULTS = ['reset-after', 'hang-after', 'bad-json', 'error-chunk'];

/** Decides the answer: its words, where the output limit cuts it (reasoning counts against it), where a fault strikes. */
export function planReply(request: ProviderRequest, script: Script): ReplyPlan {
  const lastWords = lastUserText(request);
  const limit = request.maxTokens ?? Number.POSITIVE_INFINITY;
  const wantedReasoning = splitIntoPieces(
    fillerText(script.reasoning ?? 0, `thought ${lastWords}`),
  );
  const wantedText = splitIntoPieces(
    script.text ?? fillerText(script.reply ?? DEFAULT_REPLY_TOKENS, lastWords),
  );
  const reasoning = takeTokens(wantedReasoning, limit);
  const text = takeTokens(wantedText, limit - sumTokens(reasoning));
  const complete = reasoning.length === wantedReasoning.length && text.length === wantedText.length;

  const strikes = script.fault !== undefined && MID_STREAM_FAULTS.includes(script.fault);
  const faultAt = script.tokens ?? Math.floor(sumTokens(text) / 2);
  const textBeforeFault = strikes ? takeTokens(text, faultAt) : text;

  const promptTokens = countPromptTokens(request.messages);
  const cached = Math.min(script.cached ?? 0, promptTokens);
  return {
    promptTokens,
    cached,
    cacheWrite: Math.min(script.cacheWrite ?? 0, promptTokens - cached),
    reasoning,
    textBeforeFault,
    textAfterFault: text.slice(textBeforeFault.length),
    finish: script.finish ?? (complete ? 'stop' : 'length'),
    delayMs: script.delay ?? 0,
    tokensPerChunk: Math.max(1, script.tokensPerChunk ?? 1),
  };
}

/** Text of the last user message; '' without one. */
export function lastUserText(request: ProviderRequest): string {
  return request.messages.findLast((message) => message.role === 'user')?.text ?? '';
}

/** All text of the answer, whether or not a fault cuts it. */
export function wholeText(plan: ReplyPlan): string {
  return joinText(plan.textBeforeFault) + joinText(plan.textAfterFault);
}
