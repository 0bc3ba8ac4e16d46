import type { ApiKeyScope } from '@geko/contracts/api-keys';
import { AppError } from '@geko/contracts/errors';
import type { Program } from '@geko/services/access/authenticate-program';
import type { Deps, RequestFacts } from '@geko/services/deps';
import { requestFacts } from '../../context.ts';
import { errorResponse } from '../error-response.ts';
import { withHeaders } from '../respond.ts';
import type { Dialect } from './dialect.ts';
import { openAIDialect } from './openai-error.ts';
import { requireProgram, shownIn, tellRate } from './require-program.ts';

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

/** Runs a route of programs: who may and how often (require-program.ts), errors in the envelope of the route's dialect. */
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
  const refuse = (error: unknown) => {
    if (error instanceof AppError) tellRate(headers, error.details.rate ?? null);
    return withHeaders(
      errorResponse(error, { requestId, log: deps.log, toAnswer: dialect.toError }),
      headers,
    );
  };
  const call = { request: facts, headers, refuse, mayRepeat: false };
  try {
    const shown = shownIn(request.headers, dialect.authorization(request.headers));
    const program = await requireProgram(deps, shown, call, {
      scope,
      endpoint: request.method === 'GET' ? 'read' : 'call',
    });
    return withHeaders(await answer({ ...call, program }), headers);
  } catch (error) {
    return refuse(error);
  }
}
