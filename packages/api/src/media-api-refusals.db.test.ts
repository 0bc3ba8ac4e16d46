import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { apiKeyScopes } from '@geko/contracts/api-keys';
import { EmbeddingRequest } from '@geko/contracts/embeddings';
import { ImageRequest } from '@geko/contracts/images';
import type { Role } from '@geko/contracts/roles';
import { SpeechRequest } from '@geko/contracts/speech';
import { MAX_AUDIO_BYTES } from '@geko/contracts/transcriptions';
import { mp3, wav } from '@geko/fake-provider/media/sound';
import { anyInput } from './testing/any-input.ts';
import { addMediaModel, MEDIA_MODEL } from './testing/media-calls.ts';
import { createKey, openAIClient } from './testing/program.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let owner: TestPerson;
let client: OpenAI;
let secret: string;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  await addMediaModel(house);
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  ({ secret } = await createKey(owner, { scopes: [...apiKeyScopes] }));
  client = openAIClient(house, secret);
});
afterAll(async () => {
  // Nothing here gets as far as a provider, but for the random bodies that are right.
  await house.close();
});

type Thrown = InstanceType<typeof OpenAI.APIError> & { error: { geko: Record<string, unknown> } };
const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => thrown as Thrown,
  );

const embed = (change: object, by = client) =>
  by.embeddings.create({ model: 'text-embedding-3-small', input: 'Hello', ...change });
const draw = (change: object, by = client) =>
  by.images.generate({
    model: 'gpt-image-2',
    prompt: 'A gecko',
    ...change,
  } as OpenAI.ImageGenerateParamsNonStreaming);
const speak = (change: object, by = client) =>
  by.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hello', ...change });
const hear = async (change: object, by = client) =>
  by.audio.transcriptions.create({
    model: 'whisper-1',
    file: await toFile(wav(1), 'a.wav'),
    ...change,
  } as OpenAI.Audio.TranscriptionCreateParamsNonStreaming);

describe('a request', () => {
  const refusals: [string, () => Promise<unknown>, string | null][] = [
    ['embeds nothing', () => embed({ input: '' }), 'input'],
    ['embeds an empty list', () => embed({ input: [] }), 'input'],
    ['embeds a mixture', () => embed({ input: ['a', 1] }), 'input'],
    ['has no dimensions', () => embed({ dimensions: 0 }), 'dimensions'],
    ['wants an odd encoding', () => embed({ encoding_format: 'hex' }), 'encoding_format'],
    ['has an unknown option', () => embed({ foo: 1 }), null],
    ['is too long', () => embed({ input: 'gecko '.repeat(8_200) }), 'input'],
    ['names a chat model', () => embed({ model: 'gpt-5-nano' }), 'model'],
    [
      'wants what Mistral does not do',
      () => embed({ model: 'mistral-embed', dimensions: 8 }),
      'dimensions',
    ],
    ['gives Mistral tokens', () => embed({ model: 'mistral-embed', input: [1, 2] }), 'input'],
    ['draws nothing', () => draw({ prompt: '' }), 'prompt'],
    ['draws too many', () => draw({ n: 11 }), 'n'],
    ['draws an odd size', () => draw({ size: '1000x1000' }), 'size'],
    ['draws a size too large', () => draw({ size: '3840x3840' }), 'size'],
    ['draws a strip', () => draw({ size: '3200x1024' }), 'size'],
    ['draws at an unknown quality', () => draw({ quality: 'hd' }), 'quality'],
    ['wants an address', () => draw({ response_format: 'url' }), 'response_format'],
    ['wants a stream of images', () => draw({ stream: true }), 'stream'],
    ['draws in a style', () => draw({ style: 'vivid' }), null],
    [
      'draws what has no price',
      () => draw({ model: MEDIA_MODEL, size: '1024x1024', quality: 'low' }),
      'size',
    ],
    ['draws with a voice', () => draw({ model: 'tts-1' }), 'model'],
    ['says nothing', () => speak({ input: '' }), 'input'],
    ['says too much', () => speak({ input: 'x'.repeat(4_097) }), 'input'],
    ['has an unknown voice', () => speak({ voice: 'gecko' }), 'voice'],
    ['has a voice of its own', () => speak({ voice: { id: 'voice_1' } }), 'voice'],
    ['is too fast', () => speak({ speed: 5 }), 'speed'],
    ['wants an unknown sound', () => speak({ response_format: 'midi' }), 'response_format'],
    [
      'instructs an older model',
      () => speak({ model: 'tts-1', instructions: 'Softly' }),
      'instructions',
    ],
    [
      'wants events of an older model',
      () => speak({ model: 'tts-1', stream_format: 'sse' }),
      'stream_format',
    ],
    ['hears in no language', () => hear({ language: 'English' }), 'language'],
    [
      'hears in an unknown format',
      () => hear({ response_format: 'diarized_json' }),
      'response_format',
    ],
    ['hears too warmly', () => hear({ temperature: 2 }), 'temperature'],
    [
      'wants timestamps in text',
      () => hear({ timestamp_granularities: ['word'] }),
      'timestamp_granularities',
    ],
    [
      'wants words of a newer model',
      () => hear({ model: 'gpt-4o-transcribe', response_format: 'srt' }),
      'response_format',
    ],
    ['wants a stream of words', () => hear({ stream: true }), 'stream'],
    ['wants to know how sure it is', () => hear({ include: ['logprobs'] }), null],
    ['has no file', () => hear({ file: undefined }), 'file'],
  ];
  test.each(refusals)('that %s is a 400 that names the field', async (_, ask, param) => {
    const error = await thrownBy(ask());
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ type: 'invalid_request_error' });
    if (param !== null) expect(error?.param).toBe(param);
  });

  test('with a file that is too large, no sound, or without a length, is told so', async () => {
    const large = await thrownBy(
      hear({ file: await toFile(Buffer.alloc(MAX_AUDIO_BYTES + 1), 'a.mp3') }),
    );
    expect(large).toMatchObject({ status: 413, param: 'file' });
    const far = await thrownBy(
      hear({ file: await toFile(Buffer.alloc(MAX_AUDIO_BYTES + 200_000), 'a.mp3') }),
    );
    expect(far).toMatchObject({ status: 413 });
    for (const bytes of [Buffer.from('no sound at all'), Buffer.alloc(0), Buffer.alloc(5_000)]) {
      const odd = await thrownBy(hear({ file: await toFile(bytes, 'a.mp3') }));
      expect(odd).toMatchObject({ status: 415, param: 'file' });
    }
    const cut = await thrownBy(hear({ file: await toFile(wav(1).subarray(0, 30), 'a.wav') }));
    expect(cut).toMatchObject({ status: 400, param: 'file' });
  });

  test('of another type, or a form that is none, is told so', async () => {
    const post = (path: string, type: string, body: string) =>
      house.fetch(`/api/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': type, authorization: `Bearer ${secret}` },
        body,
      });
    expect((await post('audio/transcriptions', 'application/json', '{}')).status).toBe(415);
    expect((await post('embeddings', 'text/plain', '{}')).status).toBe(415);
    const form = 'multipart/form-data; boundary=x';
    expect((await post('audio/transcriptions', form, 'nothing')).status).toBe(400);
    const twice = ['a', 'b'].map(
      (model) => `--x\r\ncontent-disposition: form-data; name="model"\r\n\r\n${model}\r\n`,
    );
    const answer = await post('audio/transcriptions', form, `${twice.join('')}--x--\r\n`);
    expect(await answer.json()).toMatchObject({ error: { param: 'model' } });
  });
});

describe('a key', () => {
  test.each([
    ['chat', [embed, draw, speak, hear]],
    ['embeddings', [draw, speak, hear]],
    ['images', [embed, speak, hear]],
    ['audio', [embed, draw]],
  ] as const)('for %s alone is for nothing else', async (scope, others) => {
    const narrow = openAIClient(house, (await createKey(owner, { scopes: [scope] })).secret);
    for (const other of others) {
      expect(await thrownBy(other({}, narrow))).toBeInstanceOf(OpenAI.PermissionDeniedError);
    }
  });

  test('may do what its person may, and no more', async () => {
    const { workspaceId } = owner;
    const member = await joinAs(house, owner, 'editor');
    const permissions = ['chat:create', 'model:use:free', 'model:use:premium', 'apikey:own'];
    await owner.mutate('roles.create', { workspaceId, name: 'Writers', permissions });
    const { data: roles } = await owner.query<Role[]>('roles.list', { workspaceId });
    const roleId = roles.find(({ name }) => name === 'Writers')?.roleId ?? '';
    await owner.mutate('members.changeRole', { workspaceId, userId: member.userId, roleId });
    const theirs = openAIClient(
      house,
      (await createKey({ ...member, workspaceId }, { scopes: [...apiKeyScopes] })).secret,
    );
    for (const other of [draw, speak, hear]) {
      expect(await thrownBy(other({}, theirs))).toBeInstanceOf(OpenAI.PermissionDeniedError);
    }
    const listed = [];
    for await (const { id } of theirs.models.list()) listed.push(id);
    expect(listed).toContain('text-embedding-3-small');
    expect(listed).not.toContain('whisper-1');
    expect((await embed({}, theirs)).data).toHaveLength(1);
  });

  test('for some models is for no others', async () => {
    const some = await createKey(owner, { scopes: ['embeddings'], modelIds: ['mistral-embed'] });
    const narrow = openAIClient(house, some.secret);
    expect(await thrownBy(embed({}, narrow))).toMatchObject({ status: 403, param: 'model' });
  });
});

test('a model that is not there is a 404', async () => {
  for (const ask of [embed, draw, speak, hear]) {
    expect(await thrownBy(ask({ model: 'none' }))).toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  }
});

test('a model that the workspace has switched off is refused, listed nowhere, and back when it is on again', async () => {
  const { workspaceId } = owner;
  const listed = async () => (await client.models.list()).data.map(({ id }) => id);
  for (const [modelId, ask] of [
    ['text-embedding-3-small', embed],
    ['gpt-image-2', draw],
    ['gpt-4o-mini-tts', speak],
    ['whisper-1', hear],
  ] as const) {
    const set = (isEnabled: boolean) =>
      owner.mutate('models.setEnabled', { workspaceId, modelId, isEnabled });
    const before = house.provider.log.archive().length;
    expect((await set(false)).error).toBeNull();
    expect(await thrownBy(ask({}))).toMatchObject({
      status: 403,
      error: { geko: { code: 'MODEL_DISABLED' } },
    });
    expect(house.provider.log.archive()).toHaveLength(before);
    expect(await listed()).not.toContain(modelId);
    await set(true);
    expect(await listed()).toContain(modelId);
    expect(await thrownBy(ask({}))).toBeNull();
  }
});

/** Somebody else, with a limit of their workspace. */
async function limited(limit: object): Promise<OpenAI> {
  const person = await registerPerson(house);
  await house.setPlan(person, 'paygo');
  const made = await person.mutate('limits.create', {
    workspaceId: person.workspaceId,
    id: randomUUID(),
    subject: { kind: 'workspace' },
    period: 'month',
    ...limit,
  });
  expect(made.error).toBeNull();
  const key = await createKey(person, { scopes: [...apiKeyScopes] });
  return openAIClient(house, key.secret, { maxRetries: 2 });
}

describe('a refusal', () => {
  test('of money is a 402, and an image is never cut down to what is left', async () => {
    const before = house.provider.log.archive().length;
    // An image of this kind holds $0.048 and $0.001 of markup and words; a part of it would be in reach.
    const poor = await limited({ meter: 'charge', cap: 40_000_000 });
    const medium = { size: '1024x1024', quality: 'medium' };
    for (const ask of [() => draw(medium, poor), () => draw({ n: 10 }, poor)]) {
      const error = await thrownBy(ask());
      expect(error).toMatchObject({ status: 402, code: 'insufficient_quota' });
      expect(error?.error.geko).toMatchObject({
        code: 'BUDGET_EXCEEDED',
        trace: [expect.objectContaining({ name: 'workspace.charge', isExceeded: true })],
      });
    }
    const long = await toFile(mp3(800), 'a.mp3');
    expect(await thrownBy(hear({ file: long }, poor))).toMatchObject({ status: 402 });
    const much = speak({ model: 'tts-1', input: 'x'.repeat(4_000) }, poor);
    expect(await thrownBy(much)).toMatchObject({ status: 402 });
    expect(house.provider.log.archive()).toHaveLength(before);
    const low = { size: '1024x1024', quality: 'low' };
    expect((await draw(low, poor)).data).toHaveLength(1);
  });

  test('of a quota is a 429 that says when to come back', async () => {
    const few = await limited({ meter: 'tokens', cap: 3 });
    const error = await thrownBy(
      embed({ input: 'one two three four five' }, few.withOptions({ maxRetries: 0 })),
    );
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(Number(error?.headers?.get('retry-after'))).toBeGreaterThan(0);
    expect(error?.error.geko).toMatchObject({ code: 'QUOTA_EXCEEDED' });
  });

  test('of a limit on one model leaves the others of its kind alone', async () => {
    const model = { subject: { kind: 'model', id: 'gpt-image-2' } };
    const few = await limited({ ...model, meter: 'requests', cap: 0 });
    const error = await thrownBy(draw({}, few.withOptions({ maxRetries: 0 })));
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error?.error.geko).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      trace: expect.arrayContaining([
        expect.objectContaining({ name: 'model.gpt-image-2.requests', isExceeded: true }),
      ]) as unknown,
      remedies: expect.arrayContaining([
        expect.objectContaining({ kind: 'switch_model', modelId: 'gpt-image-2.6-sunburst' }),
      ]) as unknown,
    });
    const other = await draw({ model: 'gpt-image-2.6-sunburst' }, few);
    expect(other.data).toHaveLength(1);
  });

  test('of a plan is a 403 with the way up', async () => {
    const free = await registerPerson(house);
    const key = await createKey(free, { scopes: [...apiKeyScopes] });
    const theirs = openAIClient(house, key.secret);
    for (const ask of [draw, speak, hear]) {
      const error = await thrownBy(ask({}, theirs));
      expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError);
      expect(error?.headers?.get('x-upgrade-url')).toContain('tab=plan');
      expect(error?.error.geko).toMatchObject({ code: 'MODEL_LOCKED' });
    }
    expect((await embed({}, theirs)).data).toHaveLength(1);
  });
});

const right = {
  embeddings: [EmbeddingRequest, { model: 'text-embedding-3-small', input: 'Hello' }],
  'images/generations': [
    ImageRequest,
    { model: 'gpt-image-2', prompt: 'A gecko', size: '256x256', quality: 'low' },
  ],
  'audio/speech': [SpeechRequest, { model: 'tts-1', voice: 'alloy', input: 'Hi' }],
} as const;
test.each(Object.entries(right))(
  'random bodies to %s are answered without a fault',
  async (path, [schema, body]) => {
    await fc.assert(
      fc.asyncProperty(anyInput([schema]), async (change) => {
        const response = await house.fetch(`/api/v1/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
          body:
            JSON.stringify(change(body), (_key, value: unknown) =>
              typeof value === 'bigint' ? String(value) : value,
            ) ?? '',
        });
        const text = await response.text();
        expect(response.status, text).toBeLessThan(500);
        if (response.status >= 400) {
          expect(JSON.parse(text)).toMatchObject({
            error: { message: expect.any(String) as string },
          });
        }
      }),
      { numRuns: 40 },
    );
  },
);
