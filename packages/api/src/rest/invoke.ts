import { AppError, toErrorBody } from '@geko/contracts/errors';
import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { Invoke, Invoked } from '@geko/contracts/llm';
import { usdDecimal } from '@geko/contracts/usd';
import type { Receipt } from '@geko/contracts/receipt';
import {
  completeCall,
  type CallsDeps,
  type CompletedCall,
} from '@geko/services/calls/complete-call';
import type { StartedCall } from '@geko/services/calls/start-call';
import type { ProgramCall } from '../http/v1/answer-program.ts';
import { callFailure } from '../http/v1/call-failure.ts';
import { start, type Running } from '../http/v1/chat-completions-route.ts';
import { meteredHeaders } from '../http/metered-headers.ts';
import { readCompletion } from './read-completion.ts';

const HEARTBEAT_MS = 15_000;

type Call = ProgramCall & { httpRequest: Request };

/**
 * One question with its answer and price: admitted, held, carried and settled as a chat completion is.
 * @throws AppError admission's refusals, and what the call failed of
 */
export async function invoke(deps: CallsDeps, call: Call, input: Invoke): Promise<Invoked> {
  const request = requestOf(input);
  const { started, body, asCaller } = await admitted(deps, call, request);
  const { signal: abandoned } = call.httpRequest;
  const ended = await completeCall(deps, started, body, {
    abandoned,
    asCaller,
    onEvents: () => undefined,
  });
  const { answer } = ended.end;
  if (answer === null) throw callFailure(ended.end);
  return invokedOf(started, ended, readCompletion(answer));
}

/**
 * The answer as server-sent events (contracts/llm.ts); the last one comes after the settlement. Waits for the first piece
 * a while: a call that fails by then has a status of its own. When the reader leaves, the provider is stopped.
 */
export async function invokeStreaming(
  deps: CallsDeps,
  call: Call,
  input: Invoke,
): Promise<Response> {
  const request = requestOf(input);
  const { started, body, asCaller } = await admitted(deps, call, request);
  const { 'gateway.open_stream_after_ms': openAfterMs } = await deps.settings();
  const left = new AbortController();
  const abandoned = AbortSignal.any([call.httpRequest.signal, left.signal]);
  const opened = Promise.withResolvers<void>();
  const encoder = new TextEncoder();
  let out = null as ReadableStreamDefaultController<Uint8Array> | null;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => void (out = controller),
    cancel: () => left.abort(),
  });
  const write = (text: string) => {
    if (!abandoned.aborted) out?.enqueue(encoder.encode(text));
  };
  const say = (event: object) => write(`data: ${JSON.stringify(event)}\n\n`);
  let finishReason: string | null = null;
  const ended = completeCall(deps, started, body, {
    abandoned,
    asCaller,
    onEvents: (events) => {
      for (const piece of piecesOf(events)) {
        finishReason = piece.finishReason ?? finishReason;
        if (piece.text !== '') say({ text: piece.text });
      }
      opened.resolve();
    },
  });
  const patience = setTimeout(opened.resolve, openAfterMs);
  const first = await Promise.race([opened.promise, ended]).finally(() => clearTimeout(patience));
  if (first && first.end.outcome !== 'finished') throw callFailure(first.end);
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
  void ended
    .then((end) => {
      if (end.end.outcome !== 'finished') throw callFailure(end.end);
      const { text: _, ...done } = invokedOf(started, end, { text: '', finishReason });
      say({ done });
    })
    .catch((error: unknown) => {
      const { requestId } = call.request;
      if (!(error instanceof AppError)) deps.log.error({ error, requestId }, 'a stream broke off');
      say(toErrorBody(error, requestId).body);
    })
    .finally(() => {
      clearInterval(heartbeat);
      if (!abandoned.aborted) out?.close();
    });
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    },
  });
}

async function admitted(
  deps: CallsDeps,
  call: Call,
  request: ChatCompletionRequest,
): Promise<Running> {
  const running = await start(deps, call, request, call.httpRequest.signal);
  for (const [name, value] of Object.entries(meteredHeaders(running.started.metering))) {
    call.headers.set(name, value);
  }
  return running;
}

/** What the question is in the dialect that the gateway carries. */
function requestOf({ model, prompt, messages, ...rest }: Invoke): ChatCompletionRequest {
  return { model, messages: messages ?? [{ role: 'user', content: prompt ?? '' }], ...rest };
}

/** What a call came to in decimal dollars; null = it is not settled yet. */
export function priceOf(receipt: Receipt | null): Pick<Invoked, 'cost' | 'charge' | 'funding'> {
  if (receipt === null) return { cost: null, charge: null, funding: null };
  const { costNano, chargeNano, funding } = receipt;
  return { cost: usdDecimal(BigInt(costNano)), charge: usdDecimal(BigInt(chargeNano)), funding };
}

function invokedOf(
  { turnId, modelId, hold }: StartedCall,
  { receipt, end }: CompletedCall,
  { text, finishReason }: { text: string; finishReason: string | null },
): Invoked {
  const usage = receipt?.usage;
  const inputTokens = usage
    ? sum(usage.inputTokens, usage.cachedInputTokens, usage.cacheWriteTokens)
    : hold.inputTokens;
  const outputTokens = usage
    ? sum(usage.outputTokens, usage.reasoningTokens)
    : end.counted.outputTokens;
  return {
    receiptId: turnId,
    model: modelId,
    text,
    finishReason,
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    ...priceOf(receipt),
  };
}

const sum = (...tokens: (number | null)[]): number =>
  tokens.reduce<number>((total, count) => total + (count ?? 0), 0);

/** What the events of an OpenAI stream say, each. */
function piecesOf(events: string): ReturnType<typeof readCompletion>[] {
  return events
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => readCompletion(JSON.parse(line.slice(6)) as unknown));
}
