import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerOnNode } from '@geko/api/http/node-listener';
import { findRoute } from '@geko/api/http/route-table';
import { securityHeaders } from '../lib/security-headers.ts';
import type { Wiring } from './wiring.ts';

/** The API for programs and the chat: nothing of Next's is needed there, and a route of Next's costs more than their work. */
const FAST = /^\/api\/(?:v1|chat)(?:\/[\w.:-]+)*$/u;

/**
 * Answers a request to one of these routes, by the very handler that Next's route of that path would call; false = it is
 * Next's, as is everything that is not plainly theirs.
 */
export function answerFast(
  deps: Wiring,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const { method = '', url = '' } = request;
  const [path = ''] = url.split('?', 1);
  if (!FAST.test(path)) return false;
  const handle = findRoute(method, path);
  if (handle === null) return false;
  for (const { key, value } of securityHeaders) response.setHeader(key, value);
  answerOnNode(request, response, (asked) => handle(deps, asked)).catch((error: unknown) => {
    deps.log.error({ error }, 'a request failed');
    response.destroy();
  });
  return true;
}
