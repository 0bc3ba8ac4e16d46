import { randomUUID } from 'node:crypto';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { apiKeyScopes } from '@geko/contracts/api-keys';
import type { ReceiptPage } from '@geko/contracts/usage';
import { mp3, wav } from '@geko/fake-provider/media/sound';
import { openBooks, type Books } from './testing/books.ts';
import { createKey, openAIClient } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
let owner: TestPerson;
let client: OpenAI;
let apiKeyId: string;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: 700 });
  books = await openBooks(house);
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const { key, secret } = await createKey(owner, { scopes: [...apiKeyScopes] });
  apiKeyId = key.id;
  client = openAIClient(house, secret);
});
beforeEach(() => house.server.mendKeys());
afterAll(async () => {
  expect(await books.problems()).toEqual([]);
  await books.close();
  await house.close();
});

/** Holds of the workspace that are not settled. */
const openHolds = async () =>
  (
    await books.sql`select 1 from holds where workspace_id = ${owner.workspaceId} and status = 'held'`
  ).length;

/** The newest receipt, of a workspace where no call is on its way. */
async function lastReceipt(): Promise<ReceiptPage['items'][number]> {
  expect(await openHolds()).toBe(0);
  const { data } = await owner.query<ReceiptPage>('usage.receipts', {
    workspaceId: owner.workspaceId,
    limit: 1,
  });
  const [receipt] = data.items;
  if (!receipt) throw new Error('there is no receipt');
  return receipt;
}

/** What a promise was rejected with. */
const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => thrown as InstanceType<typeof OpenAI.APIError>,
  );
const directive = (script: string) => `A gecko [[fake: ${script}]]`;
const speaking = { model: 'gpt-4o-mini-tts', voice: 'coral', response_format: 'pcm' } as const;
const sound = (seconds: number, name = 'a.wav') => toFile(wav(seconds), name);

describe('embeddings', () => {
  test('come as the client wants them, and their tokens are paid to the nano-dollar', async () => {
    const { data, response } = await client.embeddings
      .create({ model: 'text-embedding-3-small', input: ['Geckos climb.', 'वे चढ़ते हैं'] })
      .withResponse();
    expect(data.data.map(({ embedding }) => embedding.length)).toEqual([1_536, 1_536]);
    expect(response.headers.get('x-estimated-cost')).toMatch(/^0\.\d+$/u);
    const tokens = data.usage.prompt_tokens;
    const charge = (BigInt(tokens) * 20n * 3n) / 2n;
    expect(await lastReceipt()).toMatchObject({
      outcome: 'finished',
      isEstimated: false,
      totalTokens: tokens,
      overshootTokens: 0,
      chargeNano: String(charge),
      lines: [{ tokenClass: 'inputTokens', tokens, priceNanoPerMillion: '20000000' }],
    });
    const [booked] = await books.sql<{ key: string }[]>`select api_key_id as key from token_usage
      where workspace_id = ${owner.workspaceId} order by created_at desc limit 1`;
    expect(booked?.key).toBe(apiKeyId);
  });

  test('are the same in numbers and in base64, shorter where asked, and of lists of tokens', async () => {
    const ask = { model: 'text-embedding-3-large', input: 'Geckos climb.', dimensions: 8 };
    const plain = await client.embeddings.create({ ...ask, encoding_format: 'float' });
    const packed = await client.embeddings.create(ask);
    expect(packed.data[0]?.embedding).toHaveLength(8);
    for (const [index, value] of plain.data[0]?.embedding.entries() ?? []) {
      expect(packed.data[0]?.embedding[index]).toBeCloseTo(value, 6);
    }
    const listed = await client.embeddings.create({ ...ask, input: [[1, 2, 3], [4]] });
    expect(listed.data).toHaveLength(2);
    expect(await lastReceipt()).toMatchObject({ totalTokens: 4, isEstimated: false });
  });

  test('of another provider are told in base64 all the same', async () => {
    const answer = await client.embeddings.create({
      model: 'mistral-embed',
      input: 'Geckos climb.',
    });
    expect(answer.data[0]?.embedding).toHaveLength(1_024);
    expect(Math.hypot(...(answer.data[0]?.embedding ?? []))).toBeCloseTo(1, 4);
    expect(await lastReceipt()).toMatchObject({ provider: 'mistral', isEstimated: false });
  });
});

describe('images', () => {
  test('come in base64, counted, and paid by the tokens that they took', async () => {
    const answer = await client.images.generate({
      model: 'gpt-image-2',
      prompt: 'A gecko',
      n: 2,
      size: '1024x1024',
      quality: 'low',
    });
    const png = Buffer.from(answer.data?.[1]?.b64_json ?? '', 'base64');
    expect(png.toString('latin1', 1, 4)).toBe('PNG');
    expect(answer.usage?.output_tokens).toBe(544);
    const inputTokens = answer.usage?.input_tokens ?? 0;
    const receipt = await lastReceipt();
    expect(receipt).toMatchObject({
      isEstimated: false,
      units: { images: 2, imageKind: '1024x1024/low' },
      lines: [
        { tokenClass: 'inputTokens', tokens: inputTokens },
        { tokenClass: 'outputTokens', tokens: 544, costNano: '16320000' },
        { unit: 'images', count: 2, chargeNano: '0' },
      ],
    });
    expect(receipt.costNano).toBe(String(544 * 30_000 + inputTokens * 5_000));
    expect(receipt.chargeNano).toBe(String(((544 * 30_000 + inputTokens * 5_000) * 3) / 2));
  });

  test('of a model that is paid by the piece cost what each costs', async () => {
    const answer = await client.images.generate({ model: 'demo-image', prompt: 'A gecko', n: 3 });
    expect(answer.data).toHaveLength(3);
    const receipt = await lastReceipt();
    expect(receipt.units).toMatchObject({ images: 3, imageKind: 'auto/auto' });
    expect(receipt.lines.at(-1)).toMatchObject({ unit: 'images', count: 3, costNano: '30000000' });
  });
});

describe('speech', () => {
  test('comes as sound in pieces, paid by the tokens that only events tell', async () => {
    const response = await client.audio.speech.create({ ...speaking, input: 'Geckos climb well.' });
    expect(response.headers.get('content-type')).toBe('audio/pcm');
    expect(response.headers.get('x-estimated-cost')).toMatch(/^0\.\d+$/u);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBe(2 * 48_000);
    const receipt = await lastReceipt();
    expect(receipt).toMatchObject({
      isEstimated: false,
      units: { characters: 18 },
      usage: { outputTokens: 26 },
    });
    expect(receipt.timeToFirstTokenMs).not.toBeNull();
    expect(receipt.costNano).toBe(String(26 * 12_000 + (receipt.usage.inputTokens ?? 0) * 600));
  });

  test('comes as events where they are asked for, the last of them after the settlement', async () => {
    const response = await client.audio.speech.create({
      ...speaking,
      input: 'Geckos climb.',
      stream_format: 'sse',
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await response.text())
      .split('\n\n')
      .filter((event) => event !== '')
      .map((event) => JSON.parse(event.replace(/^data: /u, '')) as Record<string, unknown>);
    expect(events.map(({ type }) => type)).toContain('speech.audio.delta');
    expect(events.at(-1)).toMatchObject({
      type: 'speech.audio.done',
      usage: { output_tokens: 19 },
    });
    expect(await lastReceipt()).toMatchObject({ outcome: 'finished', usage: { outputTokens: 19 } });
  });

  test('of a model that is paid by characters is of all of them', async () => {
    const response = await client.audio.speech.create({
      model: 'tts-1',
      voice: 'alloy',
      input: 'Grüß dich 🦎',
    });
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    await response.arrayBuffer();
    expect(await lastReceipt()).toMatchObject({
      totalTokens: 0,
      isEstimated: false,
      units: { characters: 11 },
      costNano: '165000',
      chargeNano: '247500',
    });
  });
});

describe('transcripts', () => {
  test('are paid by what the provider says that it heard', async () => {
    house.provider.faults.push({ text: 'Geckos climb.', seconds: 61 });
    const answer = await client.audio.transcriptions.create({
      model: 'whisper-1',
      file: await sound(61.4),
    });
    expect(answer.text).toBe('Geckos climb.');
    expect(await lastReceipt()).toMatchObject({
      totalTokens: 0,
      isEstimated: false,
      units: { seconds: 61 },
      costNano: '6100000',
      chargeNano: '9150000',
    });
  });

  test('come in every format, and are paid by the file’s length where nothing is said of it', async () => {
    const model = 'whisper-1';
    const ask = async (format: 'text' | 'srt' | 'vtt') => {
      house.provider.faults.push({ text: 'Geckos climb.' });
      const file = await toFile(mp3(2), 'a.mp3');
      return client.audio.transcriptions.create({ model, file, response_format: format });
    };
    expect(await ask('text')).toBe('Geckos climb.\n');
    expect(await ask('srt')).toMatch(/^1\n00:00:00,000 --> 00:00:02,\d{3}\nGeckos climb\./u);
    expect(await ask('vtt')).toMatch(/^WEBVTT\n\n00:00:00\.000 --> /u);
    expect(await lastReceipt()).toMatchObject({ units: { seconds: 3 }, isEstimated: false });
    const verbose = await client.audio.transcriptions.create({
      model,
      file: await sound(2),
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
      language: 'en',
      prompt: 'Names of lizards',
      temperature: 0.2,
    });
    expect(verbose.words?.length).toBeGreaterThan(5);
    expect(verbose.segments?.length).toBeGreaterThan(0);
    expect(verbose.language).toBe('en');
    expect(await lastReceipt()).toMatchObject({ units: { seconds: 2 } });
  });

  test('of a model that is paid by tokens count what it heard and said', async () => {
    const answer = await client.audio.transcriptions.create({
      model: 'gpt-4o-transcribe',
      file: await sound(3),
      prompt: directive('reply=9'),
    });
    expect(answer.usage).toMatchObject({ type: 'tokens', input_tokens: 30, output_tokens: 9 });
    expect(await lastReceipt()).toMatchObject({
      isEstimated: false,
      units: { seconds: 3 },
      costNano: String(30 * 2_500 + 9 * 10_000),
    });
  });
});

test('the demonstration makes all of it', async () => {
  const embedded = await client.embeddings.create({ model: 'demo-embedding', input: 'Hello' });
  expect(embedded.data[0]?.embedding).toHaveLength(256);
  const spoken = await client.audio.speech.create({
    model: 'demo-speech',
    voice: 'alloy',
    input: 'Hello',
    response_format: 'wav',
  });
  const heard = await client.audio.transcriptions.create({
    model: 'demo-transcription',
    file: await toFile(await spoken.arrayBuffer(), 'hello.wav'),
  });
  expect(heard.text).not.toBe('');
  expect(await lastReceipt()).toMatchObject({ units: { seconds: 1 } });
});

test('models of every kind are listed', async () => {
  const listed = [];
  for await (const { id } of client.models.list()) listed.push(id);
  expect(listed).toEqual(
    expect.arrayContaining(['gpt-5-nano', 'tts-1', 'whisper-1', 'gpt-image-2', 'mistral-embed']),
  );
});

describe('a failure', () => {
  // Keys that failed in one test would rest in the next.
  beforeEach(() => house.server.mendKeys());
  const calls: [string, (script: string) => Promise<unknown>][] = [
    [
      'of embeddings',
      (script) =>
        client.embeddings.create({ model: 'text-embedding-3-small', input: directive(script) }),
    ],
    [
      'of images',
      (script) => client.images.generate({ model: 'gpt-image-2', prompt: directive(script) }),
    ],
    [
      'of speech',
      (script) => client.audio.speech.create({ ...speaking, input: directive(script) }),
    ],
    [
      'of speech by characters',
      (script) =>
        client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: directive(script) }),
    ],
    [
      'of transcripts',
      async (script) =>
        client.audio.transcriptions.create({
          model: 'gpt-transcribe',
          file: await sound(1),
          prompt: directive(script),
        }),
    ],
  ];
  test.each(calls)(
    '%s has its status, says nothing of the provider’s, and costs nothing',
    async (_, ask) => {
      for (const [script, status] of [
        ['fault=429', 503],
        ['fault=500', 502],
        ['fault=reset-before', 502],
      ] as const) {
        house.server.mendKeys();
        const error = await thrownBy(ask(script));
        expect(error, script).toBeInstanceOf(OpenAI.InternalServerError);
        expect(error, script).toMatchObject({ status, type: 'server_error' });
        expect(String(error), script).not.toMatch(/rate limit|overloaded|had an error/iu);
        expect(error?.headers?.get('retry-after') ?? null).toBe(
          script === 'fault=429' ? '2' : null,
        );
        expect(await lastReceipt(), script).toMatchObject({
          outcome: 'failed',
          chargeNano: '0',
          costNano: '0',
        });
      }
    },
  );

  test.each(['reset-after', 'bad-json', 'error-chunk'])(
    'within a whole answer (%s) is one, and costs nothing',
    async (fault) => {
      for (const [name, ask] of calls.filter(([kind]) => !kind.includes('speech'))) {
        house.server.mendKeys();
        const error = await thrownBy(ask(`fault=${fault}`));
        expect(error, name).toBeInstanceOf(OpenAI.InternalServerError);
        expect(await lastReceipt(), name).toMatchObject({ outcome: 'failed', chargeNano: '0' });
      }
    },
  );

  test.each([
    ['hang', 1],
    ['hang-after', 1],
    ['hang', 2],
  ] as const)('to say anything (%s) is one after a while', async (fault, index) => {
    const error = await thrownBy(calls[index]?.[1](`fault=${fault}`) ?? Promise.resolve());
    expect(error).toMatchObject({ status: 502 });
    expect(await lastReceipt()).toMatchObject({ outcome: 'failed', chargeNano: '0' });
  });

  test.each(['reset-after', 'hang-after', 'bad-json', 'no-finish', 'error-chunk'])(
    'within speech (%s) breaks the sound off, and costs its workspace nothing',
    async (fault) => {
      const input = `${directive(`fault=${fault}`)} ${'Geckos climb. '.repeat(10)}`;
      const response = await client.audio.speech.create({ ...speaking, input });
      expect(response.status).toBe(200);
      const broken = await thrownBy(response.arrayBuffer());
      expect(broken).toBeInstanceOf(Error);
      expect(await lastReceipt()).toMatchObject({
        outcome: 'failed',
        chargeNano: '0',
        isEstimated: true,
      });
      if (fault === 'hang-after') return;
      const events = await client.audio.speech.create({ ...speaking, input, stream_format: 'sse' });
      const text = await events.text();
      expect(text).toContain('"type":"server_error"');
      expect(text).not.toContain('speech.audio.done');
    },
  );

  test('of counts is none: what is usual, or asked for, is an estimate', async () => {
    await client.images.generate({ model: 'gpt-image-2', prompt: directive('fault=no-usage') });
    expect(await lastReceipt()).toMatchObject({ outcome: 'finished', isEstimated: true });
    await client.embeddings.create({
      model: 'text-embedding-3-small',
      input: directive('fault=no-usage'),
    });
    const receipt = await lastReceipt();
    expect(receipt).toMatchObject({ outcome: 'finished', isEstimated: true });
    expect(receipt.totalTokens).toBeGreaterThan(0);
  });

  test('of a key is not the program’s: the next key is tried', async () => {
    const server = house.addServer({ key: 'sk-revoked' });
    const { secret } = await createKey(owner, { scopes: ['embeddings'] });
    const refused = await thrownBy(
      openAIClient(house, secret, { server }).embeddings.create({
        model: 'text-embedding-3-small',
        input: 'Hello',
      }),
    );
    expect(refused).toMatchObject({ status: 503 });
    expect(await lastReceipt()).toMatchObject({ outcome: 'failed', chargeNano: '0' });
  });

  test('is retried by the client, and charged once', async () => {
    house.provider.faults.push({ fault: '500' }, { text: 'Geckos.' });
    const { secret } = await createKey(owner, { scopes: ['audio'] });
    const patient = openAIClient(house, secret, { maxRetries: 2 });
    const answer = await patient.audio.transcriptions.create({
      model: 'whisper-1',
      file: await sound(1),
    });
    expect(answer.text).toBe('Geckos.');
    const booked = await books.sql<{ outcome: string; charge: string }[]>`
      select outcome, charge_nano as charge from token_usage
      where workspace_id = ${owner.workspaceId} order by created_at desc, id desc limit 2`;
    expect(booked).toMatchObject([
      { outcome: 'finished', charge: '150000' },
      { outcome: 'failed', charge: '0' },
    ]);
  });
});

describe('the same request again by its Idempotency-Key', () => {
  const once = () => ({ headers: { 'Idempotency-Key': randomUUID() } });
  const calls = () => house.provider.log.archive().length;
  const asked: [string, (key: ReturnType<typeof once>) => Promise<Response>][] = [
    [
      'embeddings',
      (key) =>
        client.embeddings
          .create({ model: 'text-embedding-3-small', input: 'Geckos climb.' }, key)
          .asResponse(),
    ],
    [
      'images',
      (key) => client.images.generate({ model: 'demo-image', prompt: 'A gecko' }, key).asResponse(),
    ],
    ['speech', (key) => client.audio.speech.create({ ...speaking, input: 'Geckos climb.' }, key)],
    [
      'events of speech',
      (key) =>
        client.audio.speech.create(
          { ...speaking, input: 'Geckos climb.', stream_format: 'sse' },
          key,
        ),
    ],
    [
      'transcripts',
      async (key) =>
        client.audio.transcriptions
          .create({ model: 'whisper-1', file: await sound(1) }, key)
          .asResponse(),
    ],
  ];
  test.each(asked)('is told the same %s to the byte, and pays nothing more', async (_, ask) => {
    const key = once();
    const first = await ask(key);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    const bytes = Buffer.from(await first.arrayBuffer());
    const { turnId } = await lastReceipt();
    const before = calls();
    const again = await ask(key);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(Buffer.from(await again.arrayBuffer()).equals(bytes)).toBe(true);
    expect(calls()).toBe(before);
    expect((await lastReceipt()).turnId).toBe(turnId);
  });

  test('with another file is refused', async () => {
    const key = once();
    const model = 'whisper-1';
    await client.audio.transcriptions.create({ model, file: await sound(1) }, key);
    const file = await sound(2);
    expect(await thrownBy(client.audio.transcriptions.create({ model, file }, key))).toMatchObject({
      status: 409,
      code: 'idempotency_key_reused',
    });
  });

  test('is carried out where the first made nothing, or broke off and cost nothing', async () => {
    const key = once();
    const body = { model: 'demo-image', prompt: 'A gecko' };
    house.provider.faults.push({ fault: '500' });
    expect(await thrownBy(client.images.generate(body, key))).toMatchObject({ status: 502 });
    expect((await client.images.generate(body, key)).data).toHaveLength(1);

    const input = 'Geckos climb. '.repeat(12);
    const speak = { ...speaking, input };
    const other = once();
    house.provider.faults.push({ fault: 'reset-after' });
    const broken = await client.audio.speech.create(speak, other);
    expect(await thrownBy(broken.arrayBuffer())).toBeInstanceOf(Error);
    const whole = await client.audio.speech.create(speak, other);
    expect(whole.headers.get('idempotent-replayed')).toBeNull();
    expect((await whole.arrayBuffer()).byteLength).toBeGreaterThan(0);
  });
});

describe('a program that leaves', () => {
  /** Leaves once the provider works on it, and waits until that is settled. */
  async function leave(ask: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    const leaving = new AbortController();
    const before = house.provider.log.archive().length;
    const asked = thrownBy(ask(leaving.signal));
    await expect.poll(() => house.provider.log.archive().length).toBeGreaterThan(before);
    await expect.poll(() => house.provider.log.archive().at(-1)?.promptTokens).not.toBe(0);
    leaving.abort();
    await asked;
    await expect.poll(openHolds).toBe(0);
  }

  test('while an image is made stops the provider, and pays what it was asked for', async () => {
    await leave((signal) =>
      client.images.generate(
        {
          model: 'gpt-image-2',
          prompt: directive('fault=slow wait=400'),
          size: '1024x1024',
          quality: 'low',
        },
        { signal },
      ),
    );
    const receipt = await lastReceipt();
    expect(receipt).toMatchObject({
      outcome: 'stopped',
      isEstimated: true,
      units: { images: 1 },
      usage: { outputTokens: 272 },
    });
    expect(BigInt(receipt.chargeNano)).toBeGreaterThan(0n);
    expect(house.provider.log.archive().at(-1)?.outcome).toBe('aborted-by-client');
  });

  test('in the middle of speech stops the provider', async () => {
    await leave(async (signal) => {
      const response = await client.audio.speech.create(
        { ...speaking, input: `${directive('delay=50')} ${'Geckos climb. '.repeat(20)}` },
        { signal },
      );
      return response.arrayBuffer();
    });
    expect(await lastReceipt()).toMatchObject({ outcome: 'stopped', isEstimated: true });
  });
});
