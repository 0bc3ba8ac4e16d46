import { describe, expect, test } from 'vitest';
import { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import { deepseek } from './providers/deepseek.ts';
import { mistral } from './providers/mistral.ts';
import { openai } from './providers/openai.ts';
import { relayBody, type RelayDialect } from './relay-body.ts';
import { google } from './providers/google.ts';
import { anthropic } from './providers/anthropic.ts';
import { unableTo } from './unable-to.ts';

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
    expect(unableTo(openai, full)).toBeNull();
    expect(unableTo(mistral, full)).toBeNull();
    expect(unableTo(google, full)).toBeNull();
    expect(unableTo(deepseek, full)).toEqual({ field: 'seed', why: 'unknown' });
    expect(unableTo(anthropic, { ...full, logprobs: true })).toEqual({
      field: 'logprobs',
      why: 'unknown',
    });
    const url = 'https://example.com/a.png';
    const content = [{ type: 'image_url' as const, image_url: { url } }];
    const far = { ...full, messages: [{ role: 'user' as const, content }] };
    expect(unableTo(openai, far)).toBeNull();
    expect(unableTo(google, far)).toEqual({ field: 'messages', why: 'picture_address' });
  });
});
