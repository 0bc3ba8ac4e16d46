/** A reply in RESP3, as far as the double answers. */
export type Reply = string | number | null | Reply[] | { simple: string } | { error: string };

export function encodeReply(reply: Reply): string {
  if (reply === null) return '_\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  if (Array.isArray(reply)) return `*${reply.length}\r\n${reply.map(encodeReply).join('')}`;
  return 'simple' in reply ? `+${reply.simple}\r\n` : `-${reply.error}\r\n`;
}

/**
 * Cuts whole commands (arrays of bulk strings, which is all that clients send) off the front of what has arrived, and
 * returns what is left over.
 */
export function takeCommands(arrived: Buffer): { commands: string[][]; rest: Buffer } {
  const commands: string[][] = [];
  let at = 0;
  for (;;) {
    const taken = takeCommand(arrived, at);
    if (taken === null) return { commands, rest: arrived.subarray(at) };
    commands.push(taken.command);
    at = taken.end;
  }
}

function takeCommand(bytes: Buffer, start: number): { command: string[]; end: number } | null {
  const head = takeLine(bytes, start, '*');
  if (head === null) return null;
  const command: string[] = [];
  let at = head.end;
  while (command.length < head.length) {
    const bulk = takeLine(bytes, at, '$');
    if (bulk === null || bytes.length < bulk.end + bulk.length + 2) return null;
    command.push(bytes.toString('utf8', bulk.end, bulk.end + bulk.length));
    at = bulk.end + bulk.length + 2;
  }
  return { command, end: at };
}

/** A line such as `*3` or `$5`: the number, and where the next line begins; null = not all of it is there. */
function takeLine(
  bytes: Buffer,
  start: number,
  sign: string,
): { length: number; end: number } | null {
  const end = bytes.indexOf('\r\n', start);
  if (end === -1) return null;
  const line = bytes.toString('utf8', start, end);
  if (!line.startsWith(sign)) throw new Error(`not the protocol of Redis: ${line.slice(0, 40)}`);
  return { length: Number(line.slice(1)), end: end + 2 };
}
