import { Agent, request as send, type IncomingMessage } from 'node:http';

/** One way to ask for an answer. */
export type Way = {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** What the answer must have. */
  expects: Expectation;
};

export type Expectation = {
  chunks: number;
  /** A stream in OpenAI's dialect or in that of Geko's pages, or a whole answer. */
  kind: 'stream' | 'page' | 'whole';
};

/** What one answer took, in milliseconds. */
export type Timing = { firstTokenMs: number; totalMs: number };

const TEXT = { stream: '"content":" ', page: '"type":"text-delta"', whole: '"content":"' };

/** Connections that stay open from call to call, as many as are wanted at once. */
export function makeAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 1_000 });
}

/** Asks, and gives back the response with its body unread. */
export function open(agent: Agent, { url, headers, body }: Way): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body);
    const sent = send(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': bytes.length,
          ...headers,
        },
      },
      resolve,
    );
    sent.once('error', reject);
    sent.end(bytes);
  });
}

/**
 * Asks, and reads the answer to its end.
 * @throws Error when anything of it is not as it must be: status, number of chunks, usage, the end.
 */
export async function call(agent: Agent, way: Way): Promise<Timing> {
  const beganAt = performance.now();
  const response = await open(agent, way);
  const { kind } = way.expects;
  let text = '';
  let firstTokenMs: number | null = null;
  response.setEncoding('utf8');
  for await (const part of response as AsyncIterable<string>) {
    text += part;
    if (firstTokenMs === null && text.includes(TEXT[kind])) {
      firstTokenMs = performance.now() - beganAt;
    }
  }
  const flaw = flawOf(response.statusCode ?? 0, text, way.expects);
  if (flaw !== null || firstTokenMs === null) {
    throw new Error(`${way.url}: ${flaw ?? 'no text'}: ${text.slice(0, 500)}`);
  }
  return { firstTokenMs, totalMs: performance.now() - beganAt };
}

/** What is wrong with an answer; null = nothing. */
export function flawOf(status: number, text: string, { kind, chunks }: Expectation): string | null {
  if (status !== 200) return `status ${status}`;
  if (kind === 'page') return flawOfPage(text, chunks);
  if (!text.includes(`"completion_tokens":${chunks},`)) return 'no usage';
  if (kind === 'whole') return text.includes('"finish_reason":"stop"') ? null : 'no finish reason';
  if (!text.endsWith('data: [DONE]\n\n')) return 'no [DONE]';
  const found = text.split(TEXT.stream).length - 1;
  return found === chunks ? null : `${found} chunks instead of ${chunks}`;
}

/** The pages' dialect may carry several chunks in one part: the words are counted. */
function flawOfPage(text: string, chunks: number): string | null {
  if (!text.includes('data: [DONE]')) return 'no [DONE]';
  const said = [...text.matchAll(/"delta":"([^"]*)"/gu)].map(([, delta]) => delta).join('');
  const found = said.split(' ').length - 1;
  return found === chunks ? null : `${found} words instead of ${chunks}`;
}
