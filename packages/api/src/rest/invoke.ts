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
import { answerOnce } from '../http/v1/answer-once.ts';
import { failedCall } from '../http/v1/call-failure.ts';
import { startProgramCall, type StartedProgramCall } from '../http/v1/start-program-call.ts';
import { readCompletion } from './read-completion.ts';

const HEARTBEAT_MS = 15_000;

type Call = ProgramCall & { httpRequest: Request };

/**
 * One question with its answer and price: admitted, held, carried and settled as a chat completion is, once for each
 * Idempotency-Key.
 * @throws AppError admission's refusals, and what the call failed of
 */
export function invoke(deps: CallsDeps, call: Call, input: Invoke): Promise<Response> {
  return answerOnce(deps, call.httpRequest, call, {
    asked: input,
    answer: async (abandoned) =>
      input.stream
        ? invokeStreaming(deps, call, input, abandoned)
        : Response.json(await invokeWhole(deps, call, input, abandoned)),
  });
}

async function invokeWhole(
  deps: CallsDeps,
  call: Call,
  input: Invoke,
  abandoned: AbortSignal,
): Promise<Invoked> {
  const { started, asked, asCaller } = await admitted(deps, call, input, abandoned);
  const ended = await completeCall(deps, started, asked, {
    abandoned,
    asCaller,
    onEvents: () => undefined,
  });
  const { answer } = ended.end;
  if (answer === null) throw failedCall(call, ended);
  return invokedOf(started, ended, readCompletion(answer));
}

/**
 * The answer as server-sent events (contracts/llm.ts); the last one comes after the settlement. Waits for the first piece
 * a while: a call that fails by then has a status of its own. When the reader leaves, the provider is stopped.
 */
async function invokeStreaming(
  deps: CallsDeps,
  call: Call,
  input: Invoke,
  abandonedBy: AbortSignal,
): Promise<Response> {
  const { started, asked, asCaller } = await admitted(deps, call, input, abandonedBy);
  const { 'gateway.open_stream_after_ms': openAfterMs } = await deps.settings();
  const left = new AbortController();
  const abandoned = AbortSignal.any([abandonedBy, left.signal]);
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
  const ended = completeCall(deps, started, asked, {
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
  if (first && first.end.outcome !== 'finished') throw failedCall(call, first);
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
  void ended
    .then((end) => {
      if (end.end.outcome !== 'finished') throw failedCall(call, end);
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

function admitted(
  deps: CallsDeps,
  call: Call,
  input: Invoke,
  abandoned: AbortSignal,
): Promise<StartedProgramCall> {
  return startProgramCall(deps, call, { request: requestOf(input), message: null }, abandoned);
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
