import { AppError, toErrorBody } from '@geko/contracts/errors';
import type { Deps } from '@geko/services/deps';
import { requestFacts } from '../context.ts';
import { errorResponse } from '../http/error-response.ts';
import { withHeaders } from '../http/respond.ts';
import type { ProgramCall } from '../http/v1/answer-program.ts';
import { tellRate } from '../http/v1/require-program.ts';

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
  const refuse = (error: unknown) => {
    if (error instanceof AppError) tellRate(headers, error.details.rate ?? null);
    return withHeaders(
      errorResponse(error, { requestId, log: deps.log, toAnswer: toErrorBody }),
      headers,
    );
  };
  try {
    const call = { request: facts, headers, refuse, mayRepeat: false };
    return withHeaders(await answer(call), headers);
  } catch (error) {
    return refuse(error);
  }
}
