import { errorTable } from '@geko/contracts/errors';

/** What a procedure's stream begins with; those of plain routes do not, and are read to their end. */
const CONNECTED = 'event: connected\n';

/**
 * The first event of a procedure that streams, and no more of it, as an answer like those of other procedures: a stream
 * says in an event what they say in their status. Any other answer as it is.
 */
export async function readAnswer(response: Response): Promise<{ status: number; text: string }> {
  const { status, headers, body } = response;
  if (body === null || headers.get('content-type')?.startsWith('text/event-stream') !== true)
    return { status, text: await response.text() };
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    text += value ?? '';
    const isOurs = text.slice(0, CONNECTED.length) === CONNECTED.slice(0, text.length);
    if (!isOurs && done) return { status, text };
    if (!isOurs) continue;
    const failed = /event: serialized-error\ndata: (.*)\n/u.exec(text)?.[1];
    const [, event] = /(?:^|\n\n)data: (.*)\n/u.exec(text) ?? [];
    if (failed === undefined && event === undefined && !done) continue;
    await reader.cancel();
    const code = /"code":"([A-Z_]+)","message"/u.exec(failed ?? '')?.[1];
    const meaning = Object.entries(errorTable).find(([name]) => name === code)?.[1];
    return { status: meaning?.status ?? status, text: failed ?? event ?? text };
  }
}
