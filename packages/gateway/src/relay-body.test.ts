import { describe, expect, test } from 'vitest';
import { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import { deepseek } from './providers/deepseek.ts';
import { mistral } from './providers/mistral.ts';
import { openai } from './providers/openai.ts';
import { relayBody, type RelayDialect } from './relay-body.ts';
import { google } from './providers/google.ts';
import { anthropic } from './providers/anthropic.ts';
import { pictureAddresses, withPictures } from './picture-addresses.ts';
import { providerTable } from './providers/table.ts';
import { picturesToBring, unableTo } from './unable-to.ts';

const tool = { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } };
const picture = {
  type: 'image_url',
  image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' },
};

/** Everything that a caller may send. */
const full = ChatCompletionRequest.parse({
  model: 'geko-name',
  messages: [
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'What is this?' }, picture] },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'Sunny' },
  ],
  stream: true,
  stream_options: { include_usage: false },
  max_completion_tokens: 99,
  n: 1,
  temperature: 0.5,
  seed: 7,
  stop: ['END'],
  tools: [tool],
  tool_choice: { type: 'function', function: { name: 'weather' } },
  response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } },
  user: 'somebody',
  metadata: { a: 'b' },
  store: false,
  service_tier: 'auto',
  presence_penalty: null,
});

const bodyOf = (dialect: RelayDialect | null) => {
  if (dialect === null) throw new Error('no dialect');
  return relayBody(full, { dialect, upstreamModel: 'their-name', hold: { maxOutputTokens: 50 } });
};

describe('a request as its provider is sent it', () => {
  test('has their name of the model, the output that the hold buys, and usage that is asked for', () => {
    expect(bodyOf(openai.relay)).toEqual({
      model: 'their-name',
      messages: full.messages,
      max_completion_tokens: 50,
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0.5,
      seed: 7,
      stop: ['END'],
      tools: [tool],
      tool_choice: full.tool_choice,
      response_format: full.response_format,
    });
  });

  test('calls things as its provider does', () => {
    const body = bodyOf(mistral.relay);
    expect(body).toMatchObject({ max_tokens: 50, random_seed: 7 });
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['seed']));
    expect(body).not.toHaveProperty('stream_options');
    expect(body['messages']).toMatchObject([{ role: 'system', content: 'Be brief.' }, {}, {}, {}]);
  });

  test('what a provider cannot do is named', () => {
    const own = { isOwnAddress: true };
    expect(unableTo(openai, full, own)).toBeNull();
    expect(unableTo(mistral, full, own)).toBeNull();
    expect(unableTo(google, full, own)).toBeNull();
    expect(unableTo(deepseek, full, own)).toEqual({ field: 'seed', why: 'unknown' });
    expect(unableTo(anthropic, { ...full, logprobs: true }, own)).toEqual({
      field: 'logprobs',
      why: 'unknown',
    });
  });

  test('is brought the pictures that its provider would not fetch by https from a network of its own', () => {
    const urls = [
      'https://example.com/a.png',
      'http://example.com/b.png',
      'data:image/png;base64,A',
    ];
    const content = urls.map((url) => ({ type: 'image_url' as const, image_url: { url } }));
    const far = { ...full, messages: [{ role: 'user' as const, content }] };
    const fieldOf = (part: number) => `messages.0.content.${part}.image_url.url`;
    const [https, http] = urls.map((url, part) => ({ url, field: fieldOf(part) }));
    const table = Object.values(providerTable).map((provider) => [
      provider.id,
      picturesToBring(provider, far, { isOwnAddress: true }),
      picturesToBring(provider, far, { isOwnAddress: false }),
    ]);
    const fetched = (id: string) => [id, [http], [https, http]];
    const brought = (id: string) => [id, [https, http], [https, http]];
    expect(table).toEqual([
      fetched('openai'),
      fetched('anthropic'),
      brought('google'),
      fetched('mistral'),
      brought('deepseek'),
      fetched('groq'),
      brought('compatible'),
      brought('demo'),
      brought('local'),
    ]);
    const first = (provider: typeof google) => unableTo(provider, far, { isOwnAddress: true });
    expect(first(google)).toEqual({ field: fieldOf(0), why: 'picture_address' });
    expect(first(openai)).toEqual({ field: fieldOf(1), why: 'picture_address' });
    const pictures = new Map(urls.map((url) => [url, 'data:image/png;base64,B']));
    expect(pictureAddresses(withPictures(far, pictures))).toEqual([]);
    expect(pictureAddresses(withPictures(far, new Map([[urls[0] ?? '', 'data:']])))).toEqual([
      http,
    ]);
  });
});
