import { toFile } from 'openai';
import type OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { mp3 } from '@geko/fake-provider/media/sound';
import type { Books } from './testing/books.ts';
import {
  openMediaHouse,
  directive,
  sound,
  speaking,
  type MediaHouse,
} from './testing/media-house.ts';
import type { TestHouse } from './testing/test-house.ts';
import type { TestPerson } from './testing/test-person.ts';

let media: MediaHouse;
let house: TestHouse;
let books: Books;
let owner: TestPerson;
let client: OpenAI;
let apiKeyId: string;
beforeAll(async () => {
  media = await openMediaHouse(inject('ownerUrl'));
  ({ house, books, owner, client, apiKeyId } = media);
});
beforeEach(() => house.server.mendKeys());
afterAll(() => media.close());

const lastReceipt = () => media.lastReceipt();

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
