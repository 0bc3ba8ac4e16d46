import type { ApiKeyScope } from '@geko/contracts/api-keys';
import { AppError } from '@geko/contracts/errors';
import type { Program } from '@geko/services/access/authenticate-program';
import type { Deps, RequestFacts } from '@geko/services/deps';
import { requestFacts } from '../../context.ts';
import { errorResponse } from '../error-response.ts';
import { withHeaders } from '../respond.ts';
import { toOpenAIError } from './openai-error.ts';
import { requireProgram, tellRate } from './require-program.ts';

/** What a route of programs works with. Headers that it sets go out with whatever it comes to, an error included. */
export type ProgramCall = { program: Program; request: RequestFacts; headers: Headers };

/** Runs a route of programs: who may and how often (require-program.ts), errors in OpenAI's envelope. */
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
  const call = { request: facts, headers };
  const endpoint = request.method === 'GET' ? 'read' : 'call';
  try {
    const program = await requireProgram(deps, request, call, { scope, endpoint });
    return withHeaders(await answer({ ...call, program }), headers);
  } catch (error) {
    if (error instanceof AppError) tellRate(headers, error.details.rate ?? null);
    return withHeaders(
      errorResponse(error, { requestId, log: deps.log, toAnswer: toOpenAIError }),
      headers,
    );
  }
}
