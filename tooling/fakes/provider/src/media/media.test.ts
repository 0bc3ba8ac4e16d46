import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeProvider, startFakeProvider } from '../fake-provider.ts';
import { wav } from './sound.ts';

let provider: FakeProvider;
let demo: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider({ mode: 'test', badKeys: ['bad'] });
  demo = await startFakeProvider({ mode: 'demo' });
});
afterAll(() => Promise.all([provider.close(), demo.close()]));

type Body = Record<string, unknown> & { error?: { message: string } };

async function post(
  path: string,
  body: object,
  { at = provider, key = 'sk' }: { at?: FakeProvider; key?: string | null } = {},
): Promise<{ status: number; body: Body }> {
  const isForm = body instanceof FormData;
  const response = await fetch(`${at.url}/v1/${path}`, {
    method: 'POST',
    headers: {
      ...(isForm ? {} : { 'content-type': 'application/json' }),
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    body: isForm ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

function recording(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(wav(2))], { type: 'audio/wav' }), 'two.wav');
  return form;
}

test('keys are asked for, and what no provider would take is refused', async () => {
  const embed = { model: 'text-embedding-3-small', input: 'Hello' };
  expect((await post('embeddings', embed, { key: null })).status).toBe(401);
  expect((await post('embeddings', embed, { key: 'bad' })).status).toBe(401);
  for (const [path, body] of [
    ['embeddings', { model: 'm', input: [] }],
    ['images/generations', { model: 'gpt-image-2', prompt: 'A', response_format: 'b64_json' }],
    ['audio/speech', { model: 'tts-1', input: 'A', voice: 'alloy', stream_format: 'sse' }],
    ['audio/speech', { model: 'tts-1', input: 'A' }],
    ['audio/transcriptions', recording({ model: 'gpt-4o-transcribe', response_format: 'srt' })],
    ['audio/transcriptions', { model: 'whisper-1' }],
  ] as const) {
    const refused = await post(path, body);
    expect(refused.status, path).toBe(400);
    expect(refused.body.error?.message).toBeTruthy();
  }
  expect(provider.log.entries().every(({ outcome }) => outcome === 'refused')).toBe(true);
});

test('what is given out is logged, and what is cut off is not', async () => {
  provider.log.clear();
  const prompt = 'A gecko [[fake: fault=no-usage]]';
  const image = await post('images/generations', { model: 'gpt-image-2', prompt, quality: 'low' });
  expect(image.body['usage']).toBeUndefined();
  const embedded = await post('embeddings', { model: 'm', input: 'Hi [[fake: fault=usage-zero]]' });
  expect(embedded.body['usage']).toEqual({ prompt_tokens: 0, total_tokens: 0 });
  await expect(
    post('images/generations', { model: 'gpt-image-2', prompt: 'A [[fake: fault=bad-json]]' }),
  ).rejects.toThrow(SyntaxError);
  expect(provider.log.entries()).toMatchObject([
    { dialect: 'media:images', outputTokensSent: 272, usageReported: null },
    { dialect: 'media:embeddings', promptTokens: 9, outputTokensSent: 0 },
    { dialect: 'media:images', outputTokensSent: 0, usageReported: null },
  ]);
});

test('the demonstration obeys nobody, and says what it is', async () => {
  const heard = await post(
    'audio/transcriptions',
    recording({ model: 'demo-transcription', prompt: '[[fake: fault=500]]' }),
    { at: demo },
  );
  expect(heard).toMatchObject({ status: 200, body: { usage: { seconds: 2 } } });
  expect(heard.body['text']).toContain('This is a demonstration and not an AI');
  expect(demo.log.entries()[0]?.text).toBeNull();
});
