import type { Cut } from './cuts.ts';
import { type Exchange, finishResponse, hang, pause, resetConnection, write } from './exchange.ts';

const SPLIT_MS = 5;

/** No UTF-8, no event, no JSON, and a line that could be an event's. */
const GARBAGE = Buffer.concat([
  Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]),
  Buffer.from('}{ ]]\n\ndata: ]]{{\n\nevent: \0\n<html>Bad Gateway</html>\n\n'),
]);

/** Cuts the stream, if its script says so at this place. True = it is over. Rejects when the client leaves. */
export async function strike(exchange: Exchange, place: Cut): Promise<boolean> {
  const { script, entry, res } = exchange;
  if (script.cut !== place || entry.isCut) return false;
  entry.isCut = true;
  switch (script.ending ?? 'reset') {
    case 'split':
      await pause(exchange, SPLIT_MS);
      return false;
    case 'reset':
      await resetConnection(exchange);
      return true;
    case 'hang':
      await hang(exchange);
      return true;
    case 'garbage':
      if (res.headersSent) await write(exchange, GARBAGE);
      else res.socket?.end(GARBAGE);
      if (res.headersSent) await finishResponse(exchange);
      return true;
    case 'close':
      if (res.headersSent) await finishResponse(exchange);
      else res.socket?.end();
      return true;
  }
}

/** Writes the events of a piece of the answer, cut within the last of them where the script says so. True = it is over. */
export async function writePiece(exchange: Exchange, events: string): Promise<boolean> {
  const { script, entry } = exchange;
  const isDue = !entry.isCut && entry.outputTokensSent > (script.cutAfter ?? 0);
  if (!isDue || (script.cut !== 'mid-event' && script.cut !== 'mid-character')) {
    await write(exchange, events);
    return false;
  }
  const bytes = Buffer.from(events);
  const last = bytes.lastIndexOf('\n\n', bytes.length - 3) + 1;
  const inside = bytes.findIndex((byte, at) => at > last && byte >= 0x80) + 1;
  const middle = Math.floor((last + bytes.length) / 2);
  const at = script.cut === 'mid-character' && inside > 0 ? inside : middle;
  await write(exchange, bytes.subarray(0, at));
  if (await strike(exchange, script.cut)) return true;
  await write(exchange, bytes.subarray(at));
  return false;
}

/**
 * The last events of a stream: those before its counts, those with them, and those behind. Without counts: all but the very
 * last, and that one; of one event alone, nothing is behind.
 */
export function partsOfEnd(events: string): [before: string, usage: string, behind: string] {
  const all = events.split(/(?<=\n\n)/u).filter((event) => event !== '');
  const tellsUsage = (event: string) => /"usage(?:Metadata)?":/u.test(event);
  const first = all.findIndex(tellsUsage);
  const from = first === -1 ? Math.max(1, all.length - 1) : first;
  const to = first === -1 ? from : all.findLastIndex(tellsUsage) + 1;
  return [all.slice(0, from).join(''), all.slice(from, to).join(''), all.slice(to).join('')];
}
