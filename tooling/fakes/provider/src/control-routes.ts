import { asObject } from './dialects/read-body.ts';
import type { RequestLog } from './request-log.ts';
import { ScriptError } from './script.ts';
import type { QueuedScript, ScriptQueue } from './script-queue.ts';

export type ControlAnswer = { status: number; body: Record<string, unknown> };

/**
 * The test's own routes: `GET /__fake/log` → `{ entries }`, `GET /__fake/archive` with those that were forgotten as well,
 * `POST /__fake/faults` with a script or a list of them, `POST /__fake/reset` forgets log and scripts. Anything else is
 * 404; a script that cannot be read is 400.
 */
export function answerControl(
  route: string,
  body: unknown,
  { log, faults }: { log: RequestLog; faults: ScriptQueue },
): ControlAnswer {
  switch (route) {
    case 'GET /__fake/log':
      return { status: 200, body: { entries: log.entries() } };
    case 'GET /__fake/archive':
      return { status: 200, body: { entries: log.archive() } };
    case 'POST /__fake/faults':
      return queueScripts(body, faults);
    case 'POST /__fake/reset':
      log.clear();
      faults.clear();
      return { status: 200, body: {} };
    default:
      return { status: 404, body: { error: `no such route: ${route}` } };
  }
}

function queueScripts(body: unknown, faults: ScriptQueue): ControlAnswer {
  try {
    faults.push(
      ...(Array.isArray(body) ? body : [body]).map((script): QueuedScript => asObject(script)),
    );
    return { status: 200, body: { waiting: faults.waiting() } };
  } catch (error) {
    if (error instanceof ScriptError) return { status: 400, body: { error: error.message } };
    throw error;
  }
}
