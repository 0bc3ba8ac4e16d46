import { partsOfEnd, strike, writePiece } from './cut-stream.ts';
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
  if (await strike(exchange, 'before-headers')) return 'cut';
  sendHead(exchange, 'text/event-stream; charset=utf-8');
  if (await strike(exchange, 'after-headers')) return 'cut';
  if (fault === 'slow') await pause(exchange, script.wait ?? DEFAULT_SLOW_MS);
  await write(exchange, writer.start());
  if (await strike(exchange, 'after-start')) return 'cut';

  for (const piece of groupPieces(plan.reasoning, plan.tokensPerChunk)) {
    exchange.gone.throwIfAborted();
    entry.reasoningTokens += piece.tokens;
    await write(exchange, writer.reasoning(piece.text));
    await pause(exchange, plan.delayMs);
  }
  if (await sendText(exchange, plan.textBeforeFault)) return 'cut';

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
  if (fault !== 'error-chunk' && (await sendText(exchange, plan.textAfterFault))) return 'cut';
  if (await sendEnd(exchange)) return 'cut';
  await finishResponse(exchange);
  return fault ? `fault:${fault}` : 'completed';
}

/** True = the stream was cut. */
async function sendText(exchange: Exchange, pieces: readonly Piece[]): Promise<boolean> {
  const { entry, plan, script, writer } = exchange;
  for (const piece of groupPieces(pieces, plan.tokensPerChunk)) {
    exchange.gone.throwIfAborted();
    const isDue = entry.outputTokensSent >= (script.cutAfter ?? 0);
    if (isDue && (await strike(exchange, 'after-chunk'))) return true;
    entry.outputTokensSent += piece.tokens;
    if (await writePiece(exchange, writer.text(piece.text))) return true;
    if (entry.text !== null) entry.text += piece.text;
    await pause(exchange, plan.delayMs);
  }
  return false;
}

/** True = the stream was cut. What was not written was not reported. */
async function sendEnd(exchange: Exchange): Promise<boolean> {
  const { entry, plan, script, writer } = exchange;
  if (await strike(exchange, 'after-text')) return true;
  const hasEnd = script.fault !== 'error-chunk' && script.fault !== 'no-finish';
  const { usageReported: before } = entry;
  const times = script.fault === 'usage-twice' ? 2 : 1;
  const [reason, usage, behind] = partsOfEnd(hasEnd ? writer.end(plan.finish, times) : '');
  const { usageReported: told } = entry;
  entry.usageReported = before;
  await write(exchange, reason);
  if (await strike(exchange, 'before-usage')) return true;
  entry.usageReported = told;
  await write(exchange, usage);
  if (await strike(exchange, 'after-usage')) return true;
  await write(exchange, behind);
  return strike(exchange, 'after-done');
}
