import { AppError, toErrorBody } from '@geko/contracts/errors';
import type { CallsDeps } from '@geko/services/calls/complete-call';
import { answerRest } from './answer-rest.ts';
import type { RestRow } from './rest-row.ts';
import { restTable } from './rest-table.ts';

const PREFIX = '/api/v1';

/** Everything under /api/v1 that has no route of its own: what the table says (rest-table.ts). */
export function handleRest(deps: CallsDeps, request: Request): Promise<Response> {
  return answerRest(deps, request, async (call) => {
    const segments = new URL(request.url).pathname.slice(PREFIX.length + 1).split('/');
    const here = restTable.flatMap((row) => {
      const params = match(row.path, segments);
      return params === null ? [] : [{ row, params }];
    });
    if (here.length === 0) {
      throw new AppError('NOT_FOUND', { message: 'There is nothing at this address.' });
    }
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const found = here.find(({ row }) => row.method === method);
    if (!found) return notAllowed(here, call.request.requestId);
    const { row, params } = found;
    const answer = await row.answer({ ...call, deps, httpRequest: request, params });
    return answer instanceof Response ? answer : Response.json(answer, { status: row.status });
  });
}

function notAllowed(here: readonly { row: RestRow }[], requestId: string): Response {
  const message = 'This address does not take this method.';
  const { body } = toErrorBody(new AppError('BAD_REQUEST', { message }), requestId);
  const allow = here.map(({ row }) => row.method).join(', ');
  return Response.json(body, { status: 405, headers: { allow } });
}

function match(path: string, segments: readonly string[]): Record<string, string> | null {
  const parts = path.slice(1).split('/');
  if (parts.length !== segments.length) return null;
  const params = new Map<string, string>();
  for (const [place, part] of parts.entries()) {
    const segment = segments[place] ?? '';
    if (part.startsWith('{')) params.set(part.slice(1, -1), decode(segment));
    else if (part !== segment) return null;
  }
  return Object.fromEntries(params);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
