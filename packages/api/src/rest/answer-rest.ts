import { toErrorBody } from '@geko/contracts/errors';
import type { ApiKeyScope } from '@geko/contracts/api-keys';
import {
  assertScope,
  authenticateProgram,
  type Program,
} from '@geko/services/access/authenticate-program';
import type { Deps } from '@geko/services/deps';
import { requestFacts } from '../context.ts';
import { errorResponse } from '../http/error-response.ts';
import { withHeaders } from '../http/respond.ts';
import type { ProgramCall } from '../http/v1/answer-program.ts';

/** Anybody's call of plain REST. */
export type RestCall = Omit<ProgramCall, 'program'>;

/** Runs a call of plain REST, whoever it is of; errors in the one envelope. */
export async function answerRest(
  deps: Deps,
  request: Request,
  answer: (call: RestCall) => Promise<Response>,
): Promise<Response> {
  const facts = requestFacts(deps, request);
  const { requestId } = facts;
  const headers = new Headers({
    'x-request-id': requestId,
    'cache-control': 'no-store, no-transform',
  });
  const refuse = (error: unknown) =>
    withHeaders(errorResponse(error, { requestId, log: deps.log, toAnswer: toErrorBody }), headers);
  try {
    const call = { request: facts, headers, refuse, mayRepeat: false };
    return withHeaders(await answer(call), headers);
  } catch (error) {
    return refuse(error);
  }
}

/**
 * Who calls, by key or access token and never by cookie, and no more often than they may. scope: what a key must be for;
 * null = nothing in particular.
 * @throws AppError UNAUTHENTICATED, ACCOUNT_CLOSING, FORBIDDEN, RATE_LIMITED
 */
export async function requireProgram(
  deps: Deps,
  request: Request,
  scope: ApiKeyScope | null,
): Promise<Program> {
  const program = await authenticateProgram(deps, request.headers.get('authorization'));
  if (scope !== null) assertScope(program, scope);
  await deps.rateLimits.consume('callsByProgram', program.key?.id ?? program.userId);
  return program;
}
