import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { LocalChatEnd } from '@geko/contracts/local-models';
import { LocalModelError } from '../local-error.ts';
import type { ChatOptions, LocalModels } from '../local-models.ts';
import { openDoor, type Door } from './open-door.ts';

const end: LocalChatEnd = {
  finishReason: 'stop',
  usage: { inputTokens: 7, outputTokens: 2, reasoningTokens: 1 },
};

let door: Door;
let errors: LocalModelError[];
afterEach(() => door.close());

async function open(chat: LocalModels['chat'], signMs = 60_000): Promise<void> {
  errors = [];
  door = await openDoor({ chat }, { onError: (error) => errors.push(error), signMs });
}

const hello = { model: 'tiny', messages: [{ role: 'user', content: 'Hello' }] };

function ask(
  body: object,
  { key = door.key, signal }: { key?: string; signal?: AbortSignal } = {},
) {
  return fetch(`${door.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

/** What the chunks of a stream say, and whether it came to its end. */
async function readChunks(response: Response) {
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('data: '));
  const isWhole = lines.at(-1) === 'data: [DONE]';
  type Chunk = { choices: { delta: object; finish_reason: string | null }[]; usage?: object };
  const chunks = lines
    .slice(0, isWhole ? -1 : undefined)
    .map((line) => JSON.parse(line.slice(6)) as Chunk);
  return { isWhole, chunks };
}

const answering = ({ onPart }: ChatOptions) => {
  onPart({ kind: 'reasoning', text: 'Hm.' });
  onPart({ kind: 'text', text: 'Hi' });
  return Promise.resolve(end);
};

test('an answer comes in OpenAI’s words, streamed and whole, with its tokens', async () => {
  await open((_, options) => answering(options));
  const { chunks, isWhole } = await readChunks(await ask({ ...hello, stream: true }));
  expect(isWhole).toBe(true);
  expect(chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta))).toEqual([
    { role: 'assistant' },
    { reasoning_content: 'Hm.' },
    { content: 'Hi' },
    {},
  ]);
  const usage = {
    prompt_tokens: 7,
    completion_tokens: 3,
    total_tokens: 10,
    completion_tokens_details: { reasoning_tokens: 1 },
  };
  expect(chunks.at(-1)?.usage).toEqual(usage);
  const whole: unknown = await (await ask(hello)).json();
  expect(whole).toMatchObject({
    choices: [{ message: { content: 'Hi', reasoning_content: 'Hm.' }, finish_reason: 'stop' }],
    usage,
  });
});

test('what is asked reaches the model as it was meant', async () => {
  const heard: object[] = [];
  await open((chat) => {
    heard.push(chat);
    return Promise.resolve(end);
  });
  await ask({
    model: 'ollama:some/one:1b',
    messages: [
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Be ' },
          { type: 'text', text: 'brief.' },
        ],
      },
      { role: 'assistant', content: null },
    ],
    max_completion_tokens: 5,
    max_tokens: 9,
    temperature: 0,
    top_p: 0.5,
    seed: 1,
  });
  expect(heard).toEqual([
    {
      modelId: 'ollama:some/one:1b',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'assistant', content: '' },
      ],
      maxTokens: 5,
      temperature: 0,
      topP: 0.5,
    },
  ]);
});

test('nobody without the key gets in, and nothing but text is taken', async () => {
  await open((_, options) => answering(options));
  expect((await ask(hello, { key: 'guess' })).status).toBe(401);
  expect((await fetch(`${door.url}/models`)).status).toBe(401);
  const picture = [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }];
  expect((await ask({ ...hello, messages: picture })).status).toBe(400);
  expect((await ask([])).status).toBe(400);
});

test.each([
  ['not_installed', 404],
  ['prompt_too_long', 400],
  ['engine_crashed', 503],
] as const)('%s is answered with %i and our own words', async (code, status) => {
  await open(() => Promise.reject(new LocalModelError(code, { cause: new Error('/secret/path') })));
  const response = await ask({ ...hello, stream: true });
  expect(response.status).toBe(status);
  const said = await response.text();
  expect(said).toContain(code);
  expect(said).not.toContain('/secret/path');
  expect(errors).toMatchObject([{ code }]);
});

test('an engine that dies in the middle breaks the stream off, which nobody takes for an end', async () => {
  await open(async (_, { onPart }) => {
    onPart({ kind: 'text', text: 'Half' });
    await sleep(20);
    throw new LocalModelError('engine_crashed');
  });
  await expect(ask({ ...hello, stream: true }).then((response) => response.text())).rejects.toThrow(
    'terminated',
  );
});

test('who waits hears signs of life, and who goes stops the model', async () => {
  const stopped = Promise.withResolvers<boolean>();
  await open(async (_, { signal }) => {
    signal.addEventListener('abort', () => stopped.resolve(true));
    await stopped.promise;
    return end;
  }, 20);
  const stop = new AbortController();
  const response = await ask({ ...hello, stream: true }, { signal: stop.signal });
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"delta":{');
  stop.abort();
  await expect(stopped.promise).resolves.toBe(true);
});
