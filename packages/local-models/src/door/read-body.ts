import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The JSON of a request; undefined = it is none. */
export async function readBody(request: Readable): Promise<unknown> {
  try {
    return JSON.parse(await text(request));
  } catch {
    return undefined;
  }
}
