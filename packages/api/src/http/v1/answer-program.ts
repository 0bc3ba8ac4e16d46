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
import type { Dialect } from './dialect.ts';
import { openAIDialect } from './openai-error.ts';

/** What a route of programs works with. */
export type ProgramCall = {
  program: Program;
  request: RequestFacts;
  /** What it sets here goes out with whatever it comes to, an error included. */
  headers: Headers;
  /** An error as the route answers it. */
  refuse: (error: unknown) => Response;
  /** Set by a route whose call was let through and yet spent nothing: it may be tried again by the same Idempotency-Key. */
  mayRepeat: boolean;
};

/**
 * Runs a route of programs: who is calling, by key or access token and never by cookie; whether the key is for this;
 * how often they may; errors in the envelope of the route's dialect.
 */
export async function answerProgram(
  deps: Deps,
  request: Request,
  scope: ApiKeyScope,
  answer: (call: ProgramCall) => Promise<Response>,
  dialect: Dialect = openAIDialect,
): Promise<Response> {
  const facts = requestFacts(deps, request);
  const { requestId } = facts;
  const headers = new Headers({
    'x-request-id': requestId,
    'cache-control': 'no-store, no-transform',
  });
  if (dialect.requestIdHeader !== null) headers.set(dialect.requestIdHeader, requestId);
  const refuse = (error: unknown) =>
    withHeaders(
      errorResponse(error, { requestId, log: deps.log, toAnswer: dialect.toError }),
      headers,
    );
  try {
    const program = await authenticateProgram(deps, dialect.authorization(request.headers));
    assertScope(program, scope);
    await deps.rateLimits.consume('callsByProgram', program.key?.id ?? program.userId);
    const call = { program, request: facts, headers, refuse, mayRepeat: false };
    return withHeaders(await answer(call), headers);
  } catch (error) {
    return refuse(error);
  }
}
