import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong with the next request of a kind. */
export type OllamaFault =
  | { on: 'pull' | 'chat' | 'tags'; kind: 'dies'; afterLines: number }
  | { on: 'pull' | 'chat'; kind: 'says'; error: string; afterLines: number }
  | { on: 'pull' | 'chat'; kind: 'slow'; pauseMs: number }
  | { on: 'pull' | 'chat'; kind: 'silent'; afterLines: number }
  | { on: 'tags'; kind: 'garbage' };

export type ChatAsked = {
  model: string;
  messages: { role: string; content: string }[];
  options?: { num_predict?: number; temperature?: number };
};

/** What a chat answers: pieces, each counted as a token. */
export type Answering = (
  asked: ChatAsked,
) => AsyncIterable<{ content?: string; thinking?: string }>;

export type FakeOllama = {
  url: string;
  /** Tags that are here, with their length in bytes. */
  installed: Map<string, number>;
  faults: OllamaFault[];
  /** Requests by path, in their order. */
  asked: string[];
  close(): Promise<void>;
};

/** `model`, or `name` as older clients and the official one of today say it. */
type Named = { model?: string; name?: string };
const nameIn = ({ model, name }: Named): string => model ?? name ?? '';

type Settings = {
  /** Tags that can be pulled, with their length. */
  library: Record<string, number>;
  answer: Answering;
};

/**
 * Ollama's own dialect as its API reference has it (docs/api.md of ollama/ollama): tags, pull with progress, delete, chat
 * as lines of JSON. Models in memory; answers are whatever the test gives, be it a real engine's.
 */
export async function startFakeOllama({ library, answer }: Settings): Promise<FakeOllama> {
  const installed = new Map<string, number>();
  const faults: OllamaFault[] = [];
  const asked: string[] = [];
  const takeFault = (on: OllamaFault['on']): OllamaFault | null => {
    const at = faults.findIndex((fault) => fault.on === on);
    return at < 0 ? null : (faults.splice(at, 1)[0] ?? null);
  };
  const routes: Record<string, (body: never, response: ServerResponse) => Promise<void> | void> = {
    'GET /api/version': (_, response) => json(response, 200, { version: '0.12.0' }),
    'GET /api/tags': (_, response) => {
      const fault = takeFault('tags');
      if (fault?.kind === 'dies') return void response.destroy();
      if (fault?.kind === 'garbage') return void response.end('<html>');
      json(response, 200, { models: [...installed].map(tagObject) });
    },
    'POST /api/pull': async (body: Named, response) => {
      const model = nameIn(body);
      const total = library[model];
      const lines = total === undefined ? missingPull() : pullLines(total);
      await stream(response, lines, takeFault('pull'));
      if (total !== undefined && response.writableFinished) installed.set(model, total);
    },
    'DELETE /api/delete': (body: Named, response) => {
      const model = nameIn(body);
      if (installed.delete(model)) return void response.end();
      json(response, 404, { error: `model '${model}' not found` });
    },
    'POST /api/chat': async (body: ChatAsked, response) => {
      if (!installed.has(body.model)) {
        return json(response, 404, { error: `model '${body.model}' not found` });
      }
      await stream(response, chatLines(body, answer), takeFault('chat'));
    },
  };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const route = `${request.method} ${request.url}`;
    asked.push(route);
    const said = await text(request);
    const run = routes[route];
    if (!run) return json(response, 404, { error: 'there is no such path' });
    await run((said === '' ? {} : JSON.parse(said)) as never, response);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    installed,
    faults,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

const tagObject = ([name, size]: [string, number]) => ({
  name,
  model: name,
  modified_at: '2026-11-01T10:00:00Z',
  size,
  digest: 'sha256:0000',
  details: { format: 'gguf', family: 'llama', parameter_size: '1B', quantization_level: 'Q4_K_M' },
});

async function* pullLines(total: number): AsyncGenerator<object> {
  yield { status: 'pulling manifest' };
  const digest = 'sha256:1111';
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    yield { status: 'pulling 1111', digest, total, completed: Math.floor(total * share) };
  }
  yield { status: 'verifying sha256 digest' };
  yield { status: 'writing manifest' };
  yield { status: 'success' };
}

async function* missingPull(): AsyncGenerator<object> {
  yield { status: 'pulling manifest' };
  yield { error: 'pull model manifest: file does not exist' };
}

async function* chatLines(asked: ChatAsked, answer: Answering): AsyncGenerator<object> {
  const head = { model: asked.model, created_at: '2026-11-01T10:00:00Z' };
  const most = asked.options?.num_predict ?? Infinity;
  let made = 0;
  for await (const piece of answer(asked)) {
    if (made === most) break;
    made += 1;
    yield { ...head, message: { role: 'assistant', content: '', ...piece }, done: false };
  }
  yield {
    ...head,
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: made === most ? 'length' : 'stop',
    prompt_eval_count: asked.messages
      .map(({ content }) => content.split(' ').length)
      .reduce((a, b) => a + b, 0),
    eval_count: made,
  };
}

async function stream(
  response: ServerResponse,
  lines: AsyncIterable<object>,
  fault: OllamaFault | null,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  let sent = 0;
  for await (const line of lines) {
    if (response.destroyed) return;
    const isTime = fault !== null && 'afterLines' in fault && sent >= fault.afterLines;
    if (isTime && fault.kind === 'dies') return void response.destroy();
    if (isTime && fault.kind === 'silent') return;
    if (isTime && fault.kind === 'says') {
      response.end(`${JSON.stringify({ error: fault.error })}\n`);
      return;
    }
    if (fault?.kind === 'slow') await sleep(fault.pauseMs);
    await new Promise((done) => response.write(`${JSON.stringify(line)}\n`, done));
    sent += 1;
  }
  await new Promise<void>((done) => response.end(done));
}
