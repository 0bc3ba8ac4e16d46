import {
  type Exchange,
  finishResponse,
  hang,
  pause,
  resetConnection,
  sendHead,
  write,
} from './exchange.ts';
import type { Outcome } from './request-log.ts';
import { groupPieces, type Piece } from './tokens.ts';

const DEFAULT_SLOW_MS = 3000;

/** Answers with server-sent events, a chunk at a time, until the end or the script's fault. Rejects when the client leaves. */
export async function answerStream(exchange: Exchange): Promise<Outcome> {
  const { entry, plan, script, writer } = exchange;
  const { fault } = script;
  sendHead(exchange, 'text/event-stream; charset=utf-8');
  if (fault === 'slow') await pause(exchange, script.wait ?? DEFAULT_SLOW_MS);
  await write(exchange, writer.start());

  for (const piece of groupPieces(plan.reasoning, plan.tokensPerChunk)) {
    exchange.gone.throwIfAborted();
    entry.reasoningTokens += piece.tokens;
    await write(exchange, writer.reasoning(piece.text));
    await pause(exchange, plan.delayMs);
  }
  await sendText(exchange, plan.textBeforeFault);

  if (fault === 'reset-after') {
    await resetConnection(exchange);
    return 'fault:reset-after';
  }
  if (fault === 'hang-after') {
    await hang(exchange);
    return 'fault:hang-after';
  }
  if (fault === 'error-chunk') await write(exchange, writer.error());
  if (fault === 'bad-json') await write(exchange, writer.badJson());
  if (fault !== 'error-chunk') await sendText(exchange, plan.textAfterFault);
  if (fault !== 'error-chunk' && fault !== 'no-finish') {
    await write(exchange, writer.end(plan.finish, fault === 'usage-twice' ? 2 : 1));
  }
  await finishResponse(exchange);
  return fault ? `fault:${fault}` : 'completed';
}

async function sendText(exchange: Exchange, pieces: readonly Piece[]): Promise<void> {
  const { entry, plan, writer } = exchange;
  for (const piece of groupPieces(pieces, plan.tokensPerChunk)) {
    exchange.gone.throwIfAborted();
    entry.outputTokensSent += piece.tokens;
    if (entry.text !== null) entry.text += piece.text;
    await write(exchange, writer.text(piece.text));
    await pause(exchange, plan.delayMs);
  }
}
