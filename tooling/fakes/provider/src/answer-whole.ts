import {
  type Exchange,
  finishResponse,
  hang,
  pause,
  resetConnection,
  sendHead,
  write,
} from './exchange.ts';
import { wholeText } from './plan-reply.ts';
import type { Outcome } from './request-log.ts';
import { joinText, type Piece, sumTokens } from './tokens.ts';

const DEFAULT_SLOW_MS = 3000;
const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Answers with one JSON body, after the time the tokens would have taken to stream. Mid-stream faults strike inside the
 * body: reset-after and hang-after stop within the answer's text, bad-json ends there, error-chunk puts an error object
 * in place of the answer under status 200. usage-twice has no form here and changes nothing.
 */
export async function answerWhole(exchange: Exchange): Promise<Outcome> {
  const { dialect, plan, script, writer } = exchange;
  const { fault } = script;
  const chunks =
    [...plan.reasoning, ...plan.textBeforeFault, ...plan.textAfterFault].length /
    plan.tokensPerChunk;
  await pause(exchange, Math.round(chunks * plan.delayMs));
  if (fault === 'slow') await pause(exchange, script.wait ?? DEFAULT_SLOW_MS);

  exchange.gone.throwIfAborted();
  if (fault === 'error-chunk') {
    return sendBody(exchange, JSON.stringify(dialect.errorAnswer('overloaded', 'Overloaded').body));
  }
  const cut = fault === 'reset-after' || fault === 'hang-after' || fault === 'bad-json';
  count(exchange, cut ? plan.textBeforeFault : [...plan.textBeforeFault, ...plan.textAfterFault]);
  const body = JSON.stringify(
    writer.body({
      reasoning: joinText(plan.reasoning),
      text: cut ? joinText(plan.textBeforeFault) : wholeText(plan),
      finish: fault === 'no-finish' ? null : plan.finish,
    }),
  );
  if (!cut) return sendBody(exchange, body);

  const part = cutBody(exchange, body);
  if (fault === 'bad-json') return sendBody(exchange, part);
  sendHead(exchange, JSON_TYPE, Buffer.byteLength(body));
  await write(exchange, part);
  if (fault === 'hang-after') {
    await hang(exchange);
    return 'fault:hang-after';
  }
  await resetConnection(exchange);
  return 'fault:reset-after';
}

async function sendBody(exchange: Exchange, body: string): Promise<Outcome> {
  sendHead(exchange, JSON_TYPE, Buffer.byteLength(body));
  await write(exchange, body);
  await finishResponse(exchange);
  const { fault } = exchange.script;
  return fault ? `fault:${fault}` : 'completed';
}

function count({ entry, plan }: Exchange, pieces: readonly Piece[]): void {
  entry.reasoningTokens = sumTokens(plan.reasoning);
  entry.outputTokensSent = sumTokens(pieces);
  if (entry.text !== null) entry.text = joinText(pieces);
}

/** The body up to where the answer's text ends; the usage behind it is not sent, so it is not reported either. */
function cutBody({ entry, plan }: Exchange, body: string): string {
  const text = JSON.stringify(joinText(plan.textBeforeFault)).slice(1, -1);
  entry.usageReported = null;
  return body.slice(0, body.lastIndexOf(text) + text.length);
}
