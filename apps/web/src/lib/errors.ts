import type { ErrorBody } from '@geko/contracts/errors';

export type GekoError = ErrorBody['error'];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isGekoError(value: unknown): value is GekoError {
  return (
    isObject(value) &&
    typeof value['code'] === 'string' &&
    typeof value['message'] === 'string' &&
    typeof value['requestId'] === 'string'
  );
}

/**
 * Geko's error out of whatever was thrown or fetched: a TRPCClientError (the envelope is under
 * `data.geko`), the JSON body of a plain route (`{ error }`), its text, or an Error that carries it as
 * its message. null = it did not come from our server: the network, or a bug.
 */
export function readError(thrown: unknown): GekoError | null {
  if (typeof thrown === 'string') return thrown.startsWith('{') ? readError(parse(thrown)) : null;
  if (!isObject(thrown)) return null;
  const data = thrown['data'];
  if (isObject(data) && isGekoError(data['geko'])) return data['geko'];
  if (isGekoError(thrown['error'])) return thrown['error'];
  return thrown instanceof Error ? readError(thrown.message) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
