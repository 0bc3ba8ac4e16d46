import type { ApiKeyScope } from '@geko/contracts/api-keys';
import { AppError } from '@geko/contracts/errors';
import { rateNameOf, type RateState } from '@geko/contracts/rate-limits';
import {
  assertScope,
  authenticateProgram,
  type Program,
} from '@geko/services/access/authenticate-program';
import type { Deps, RequestFacts } from '@geko/services/deps';
import { requestFacts } from '../../context.ts';
import { errorResponse } from '../error-response.ts';
import { openAIRateHeaders, rateHeaders } from '../rate-headers.ts';
import { withHeaders } from '../respond.ts';
import { toOpenAIError } from './openai-error.ts';

/** What a route of programs works with. Headers that it sets go out with whatever it comes to, an error included. */
export type ProgramCall = { program: Program; request: RequestFacts; headers: Headers };

/**
 * Runs a route of programs: who is calling, by key or access token and never by cookie; whether the key is for this;
 * how often they may; errors in OpenAI's envelope.
 */
export async function answerProgram(
  deps: Deps,
  request: Request,
  scope: ApiKeyScope,
  answer: (call: ProgramCall) => Promise<Response>,
): Promise<Response> {
  const facts = requestFacts(deps, request);
  const { requestId } = facts;
  const headers = new Headers({
    'x-request-id': requestId,
    'cache-control': 'no-store, no-transform',
  });
  try {
    const program = await knownProgram(deps, request, facts);
    assertScope(program, scope);
    tell(headers, await countCall(deps, request, program));
    return withHeaders(await answer({ program, request: facts, headers }), headers);
  } catch (error) {
    if (error instanceof AppError) tell(headers, error.details.rate ?? null);
    return withHeaders(
      errorResponse(error, { requestId, log: deps.log, toAnswer: toOpenAIError }),
      headers,
    );
  }
}

/** Who is calling. What nobody has is counted by address, so that it cannot be tried without end. */
async function knownProgram(deps: Deps, request: Request, facts: RequestFacts): Promise<Program> {
  try {
    return await authenticateProgram(deps, request.headers.get('authorization'));
  } catch (error) {
    if (error instanceof AppError && error.code === 'UNAUTHENTICATED') {
      await deps.rateLimits.consume('stranger.address', facts.address ?? 'unknown');
    }
    throw error;
  }
}

/** A key counts by itself, an access token by its person. */
function countCall(
  { rateLimits }: Deps,
  { method }: Request,
  { key, userId }: Program,
): Promise<RateState | null> {
  const name = rateNameOf(method === 'GET' ? 'read' : 'call', key === null ? 'token' : 'key');
  return name === null ? Promise.resolve(null) : rateLimits.consume(name, key?.id ?? userId);
}

function tell(headers: Headers, state: RateState | null): void {
  const said = { ...rateHeaders(state), ...openAIRateHeaders(state) };
  for (const [name, value] of Object.entries(said)) headers.set(name, value);
}
