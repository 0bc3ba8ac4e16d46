import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalChatEnd, LocalErrorCode, LocalPart } from '@geko/contracts/local-models';
import { toLocalError, type LocalModelError } from '../local-error.ts';
import type { LocalModels } from '../local-models.ts';
import { readBody } from './read-body.ts';
import { readCompletion, type AskedCompletion } from './read-completion.ts';

/** Where OpenAI's dialect is spoken on behalf of local models, version path included, and what it asks for. */
export type Door = { url: string; key: string; close(): Promise<void> };

/** So often a caller hears that it is being waited for: a long prompt takes a small machine minutes to read. */
const SIGN_MS = 15_000;

const statuses: Partial<Record<LocalErrorCode, number>> = {
  unknown_model: 404,
  not_installed: 404,
  prompt_too_long: 400,
};

/**
 * Chat Completions of OpenAI's over local models, on loopback and by a key that only this process knows, so that the
 * gateway calls them like any provider. onError: what went wrong, for the log.
 */
export async function openDoor(
  models: Pick<LocalModels, 'chat'>,
  { onError, signMs = SIGN_MS }: { onError: (error: LocalModelError) => void; signMs?: number },
): Promise<Door> {
  const key = randomBytes(32).toString('hex');
  const server = createServer((request, response) => {
    serve({ models, key, signMs, request, response }).catch((cause: unknown) => {
      const error = toLocalError(cause, 'engine_crashed');
      onError(error);
      refuse(response, statuses[error.code] ?? 503, error.code, error.message);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    key,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function isKnown(header: string | undefined, key: string): boolean {
  const shown = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${key}`);
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'local_model_error', code } }));
}

async function serve({
  models,
  key,
  signMs,
  request,
  response,
}: {
  models: Pick<LocalModels, 'chat'>;
  key: string;
  signMs: number;
  request: IncomingMessage;
  response: ServerResponse;
}): Promise<void> {
  if (!isKnown(request.headers.authorization, key)) {
    return refuse(response, 401, 'unauthorized', 'The key is not known.');
  }
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
    return refuse(response, 404, 'not_found', 'There is no such path.');
  }
  const asked = readCompletion(await readBody(request));
  if ('field' in asked) {
    return refuse(response, 400, 'bad_request', `Local models cannot do this: ${asked.field}`);
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { isStreamed } = asked;
  const answer = isStreamed ? answerInPieces : answerWhole;
  await answer({ models, asked, response, signal: gone.signal, signMs });
}

type Answering = {
  models: Pick<LocalModels, 'chat'>;
  asked: AskedCompletion;
  response: ServerResponse;
  signal: AbortSignal;
  signMs: number;
};

const usageOf = ({ usage }: LocalChatEnd) => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens + usage.reasoningTokens,
  total_tokens: usage.inputTokens + usage.outputTokens + usage.reasoningTokens,
  completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
});

const reasonOf = ({ finishReason }: LocalChatEnd) =>
  finishReason === 'length' ? 'length' : 'stop';

const headOf = ({ chat }: AskedCompletion, object: string) => ({
  id: `chatcmpl-${randomUUID()}`,
  object,
  created: 0,
  model: chat.modelId,
});

async function answerInPieces({ models, asked, response, signal, signMs }: Answering) {
  const head = headOf(asked, 'chat.completion.chunk');
  const send = (chunk: object) =>
    response.write(`data: ${JSON.stringify({ ...head, ...chunk })}\n\n`);
  const tell = (delta: object, finishReason: string | null = null) =>
    send({ choices: [{ index: 0, delta, finish_reason: finishReason }] });
  const begin = () => {
    if (response.headersSent) return;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    tell({ role: 'assistant' });
  };
  const sign = setInterval(() => {
    begin();
    tell({});
  }, signMs);
  try {
    const end = await models.chat(asked.chat, {
      signal,
      onPart({ kind, text }: LocalPart) {
        begin();
        tell(kind === 'reasoning' ? { reasoning_content: text } : { content: text });
      },
    });
    begin();
    tell({}, reasonOf(end));
    send({ choices: [], usage: usageOf(end) });
    response.end('data: [DONE]\n\n');
  } finally {
    clearInterval(sign);
  }
}

async function answerWhole({ models, asked, response, signal }: Answering) {
  const said = { text: '', reasoning: '' };
  const onPart = ({ kind, text }: LocalPart) => {
    said[kind] += text;
  };
  const end = await models.chat(asked.chat, { signal, onPart });
  const message = {
    role: 'assistant',
    content: said.text,
    ...(said.reasoning !== '' && { reasoning_content: said.reasoning }),
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      ...headOf(asked, 'chat.completion'),
      choices: [{ index: 0, message, finish_reason: reasonOf(end) }],
      usage: usageOf(end),
    }),
  );
}
