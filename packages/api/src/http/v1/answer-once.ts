import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError } from '@geko/contracts/errors';
import { asProgram } from '@geko/services/access/authenticate-program';
import type { Deps } from '@geko/services/deps';
import {
  endRequest,
  renewRequest,
  type KeptAnswer,
  type RequestEnd,
  type RunningRequest,
} from '@geko/services/idempotency/running-request';
import { RENEW_KEY_MS, takeKey } from '@geko/services/idempotency/take-key';
import type { ProgramCall } from './answer-program.ts';
import { fingerprintOf } from './fingerprint.ts';
import { IDEMPOTENCY_KEY } from './idempotency-key.ts';
import { KeptBody } from './kept-body.ts';

const BUSY_SECONDS = 2;
const unzip = promisify(gunzip);

type OnceDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'log'>;

/**
 * Answers a request that costs money once for each Idempotency-Key: whoever sends the same again within 24 hours is told
 * the same answer, byte for byte, and pays nothing more. Without that header it only calls `answer`.
 *
 * asked: what the body asks, as plain data (a file by its hash). answer: does the work; its signal is aborted when the
 * program leaves, and never under a key, as the program may come back for what it has paid. A refusal before admission
 * frees the key; so does an answer whose route says that nothing was spent (ProgramCall.mayRepeat).
 *
 * @throws AppError BAD_REQUEST of a key that is none; IDEMPOTENCY_KEY_REUSED, _BUSY, _SPENT
 */
export async function answerOnce(
  deps: OnceDeps,
  request: Request,
  call: ProgramCall,
  { asked, answer }: { asked: unknown; answer: (abandoned: AbortSignal) => Promise<Response> },
): Promise<Response> {
  const key = request.headers.get('idempotency-key');
  if (key === null) return answer(request.signal);
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new AppError('BAD_REQUEST', {
      field: 'Idempotency-Key',
      message: 'Idempotency-Key: has 1 to 255 visible ASCII characters, and no spaces.',
    });
  }
  const endpoint = `${request.method} ${new URL(request.url).pathname}`;
  const claim = { endpoint, key, fingerprint: fingerprintOf(endpoint, asked) };
  const state = await asProgram(deps, call.program, call.request, (scope) => takeKey(scope, claim));
  switch (state.kind) {
    case 'taken':
      return carryOut(deps, call, state.request, answer);
    case 'answered':
      return replay(call, state.answer);
    case 'running':
      throw new AppError('IDEMPOTENCY_KEY_BUSY', { retryAfterSeconds: BUSY_SECONDS });
    case 'other_request':
      throw spent(call, new AppError('IDEMPOTENCY_KEY_REUSED'));
    case 'untold':
    case 'lost':
      throw spent(
        call,
        new AppError('IDEMPOTENCY_KEY_SPENT', { message: spentMessages[state.kind] }),
      );
  }
}

const spentMessages = {
  untold:
    'The first request with this Idempotency-Key was carried out, and its answer is too large to be told again. Use a new key to pay for another.',
  lost: 'The first request with this Idempotency-Key was broken off: what came of it is not known, and your usage tells what it cost. Use a new key to try again.',
};

/** Clients that retry a 409 by themselves are told that it will not change. */
function spent({ headers }: ProgramCall, error: AppError): AppError {
  headers.set('x-should-retry', 'false');
  return error;
}

async function replay({ headers }: ProgramCall, kept: KeptAnswer): Promise<Response> {
  headers.set('idempotent-replayed', 'true');
  const body = await unzip(kept.body);
  return new Response(new Uint8Array(body), {
    status: kept.status,
    headers: kept.type === null ? {} : { 'content-type': kept.type },
  });
}

/** The signal of a program that never leaves. */
const stays = new AbortController().signal;

async function carryOut(
  deps: OnceDeps,
  call: ProgramCall,
  running: RunningRequest,
  answer: (abandoned: AbortSignal) => Promise<Response>,
): Promise<Response> {
  const renewal = setInterval(() => {
    renewRequest(deps, running).catch((error: unknown) =>
      deps.log.warn({ error }, 'the lease of a request was not renewed'),
    );
  }, RENEW_KEY_MS);
  const end = async (how: RequestEnd) => {
    clearInterval(renewal);
    try {
      await endRequest(deps, running, how);
    } catch (error) {
      deps.log.error({ error }, 'what came of a request was not kept; its lease will tell');
    }
  };
  let response: Response;
  try {
    response = await answer(stays);
  } catch (error) {
    if (!wasAdmitted(call)) {
      await end({ kind: 'free' });
      throw error;
    }
    // A fault of ours tells nothing of what came of the call: whoever comes back is told so once the lease has run out.
    if (!(error instanceof AppError)) {
      clearInterval(renewal);
      throw error;
    }
    response = call.refuse(error);
  }
  const { status, headers, body } = response;
  const type = headers.get('content-type');
  const told = keepWhile(body, {
    onEnd: async (kept) => {
      if (call.mayRepeat) return end({ kind: 'free' });
      const zipped = await kept.end();
      return end(
        zipped === null
          ? { kind: 'untold' }
          : { kind: 'answered', answer: { status, type, body: zipped } },
      );
    },
    onBroken: async (error) => {
      if (call.mayRepeat) return end({ kind: 'free' });
      clearInterval(renewal);
      deps.log.error({ error }, 'an answer broke off; the lease of its request will tell');
    },
  });
  return new Response(told, { status, headers });
}

/** Every route says so in its headers (SPEC §7) once it has let a call through. */
const wasAdmitted = ({ headers }: ProgramCall) => headers.has('x-estimated-cost');

/** Passes a body on as it comes, to its end whether or not anybody reads it; which it tells after it is kept. */
function keepWhile(
  body: Response['body'],
  {
    onEnd,
    onBroken,
  }: { onEnd: (kept: KeptBody) => Promise<void>; onBroken: (error: unknown) => Promise<void> },
): ReadableStream<Uint8Array> {
  let hasLeft = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const kept = new KeptBody();
      const pass = async () => {
        for await (const bytes of body ?? []) {
          kept.add(bytes);
          if (!hasLeft) controller.enqueue(bytes);
        }
        await onEnd(kept);
        if (!hasLeft) controller.close();
      };
      void pass().catch(async (error: unknown) => {
        await onBroken(error);
        if (!hasLeft) controller.error(error);
      });
    },
    cancel() {
      hasLeft = true;
    },
  });
}
