import type { ApiKeyScope } from '@geko/contracts/api-keys';
import {
  assertScope,
  authenticateProgram,
  type Program,
} from '@geko/services/access/authenticate-program';
import type { Deps, RequestFacts } from '@geko/services/deps';
import { requestFacts } from '../../context.ts';
import { errorResponse } from '../error-response.ts';
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
    const program = await authenticateProgram(deps, request.headers.get('authorization'));
    assertScope(program, scope);
    await deps.rateLimits.consume('callsByProgram', program.key?.id ?? program.userId);
    return withHeaders(await answer({ program, request: facts, headers }), headers);
  } catch (error) {
    return withHeaders(
      errorResponse(error, { requestId, log: deps.log, toAnswer: toOpenAIError }),
      headers,
    );
  }
}
