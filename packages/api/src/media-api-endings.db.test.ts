import { randomUUID } from 'node:crypto';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Books } from './testing/books.ts';
import {
  openMediaHouse,
  directive,
  sound,
  speaking,
  thrownBy,
  type MediaHouse,
} from './testing/media-house.ts';
import { createKey, openAIClient } from './testing/program.ts';
import type { TestHouse } from './testing/test-house.ts';
import type { TestPerson } from './testing/test-person.ts';

let media: MediaHouse;
let house: TestHouse;
let books: Books;
let owner: TestPerson;
let client: OpenAI;
beforeAll(async () => {
  media = await openMediaHouse(inject('ownerUrl'), { idleTimeoutMs: 700 });
  ({ house, books, owner, client } = media);
});
// Keys that failed in one test would rest in the next.
beforeEach(() => house.server.mendKeys());
afterAll(() => media.close());

const lastReceipt = () => media.lastReceipt();

describe('a failure', () => {
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
    await expect.poll(() => media.openHolds()).toBe(0);
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
