import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import { makeHold } from '@geko/domain/hold';
import { gatewayAt } from './testing/fake-gateway.ts';
import { translateRequest } from './translate-request.ts';

const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const request = ChatCompletionRequest.parse({
  model: 'any',
  messages: [
    { role: 'developer', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Is it like this in Bern?' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        { type: 'image_url', image_url: { url: 'https://example.com/b.png' } },
      ],
    },
    {
      role: 'assistant',
      content: 'I look.',
      tool_calls: [
        {
          id: 'c1',
          type: 'function',
          function: { name: 'weather', arguments: '{"city":"Bern"}' },
          extra_content: { google: { thought_signature: 'mark' } },
        },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'Sunny' },
  ],
  temperature: 0.5,
  top_p: null,
  stop: 'END',
  tools: [{ type: 'function', function: { name: 'weather', parameters } }],
  tool_choice: { type: 'function', function: { name: 'weather' } },
  response_format: { type: 'json_schema', json_schema: { name: 'x', schema: parameters } },
});

test('a request in the shape of other dialects', () => {
  expect(translateRequest(request)).toEqual({
    prompt: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Is it like this in Bern?' },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AAAA' } },
          {
            type: 'file',
            mediaType: 'image',
            data: { type: 'url', url: new URL('https://example.com/b.png') },
          },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I look.' },
          {
            type: 'tool-call',
            toolCallId: 'c1',
            toolName: 'weather',
            input: { city: 'Bern' },
            providerOptions: { google: { thoughtSignature: 'mark' } },
          },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'c1',
            toolName: 'weather',
            output: { type: 'text', value: 'Sunny' },
          },
        ],
      },
    ],
    temperature: 0.5,
    stopSequences: ['END'],
    tools: [{ type: 'function', name: 'weather', inputSchema: parameters }],
    toolChoice: { type: 'tool', toolName: 'weather' },
    responseFormat: { type: 'json', name: 'x', schema: parameters },
  });
});

const event = (type: string, more: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;

/** An answer of Anthropic's that thinks of nothing, says something and calls a function. */
const anthropicAnswer = [
  event('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 30, output_tokens: 1 },
    },
  }),
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'I look.' } }),
  event('content_block_stop', { index: 0 }),
  event('content_block_start', {
    index: 1,
    content_block: { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
  }),
  event('content_block_delta', {
    index: 1,
    delta: { type: 'input_json_delta', partial_json: '{"city":' },
  }),
  event('content_block_delta', {
    index: 1,
    delta: { type: 'input_json_delta', partial_json: '"Bern"}' },
  }),
  event('content_block_stop', { index: 1 }),
  event('message_delta', {
    delta: { stop_reason: 'tool_use', stop_sequence: null },
    usage: { output_tokens: 12 },
  }),
  event('message_stop', {}),
].join('');

test.each([true, false])(
  'a call of a function in an answer of Anthropic (stream: %s)',
  async (stream) => {
    const asked: Record<string, unknown>[] = [];
    const server = createServer((incoming, response) => {
      let body = '';
      incoming.on('data', (bytes: Buffer) => (body += bytes.toString()));
      incoming.on('end', () => {
        asked.push(JSON.parse(body) as Record<string, unknown>);
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(anthropicAnswer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const gateway = gatewayAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    let events = '';
    const { response_format: _format, ...rest } = request;
    const end = await gateway.complete(
      {
        hold: makeHold({ turnId: 'call-1', inputTokens: 100, maxOutputTokens: 500 }),
        provider: 'anthropic',
        upstreamModel: 'claude',
        abilities: { reasoning: false },
        startedAt: new Date(1_700_000_000_000),
        request: { ...rest, stream },
        signal: new AbortController().signal,
        idleTimeoutMs: 1_000,
      },
      (more) => {
        events += more;
      },
    );
    expect(end).toMatchObject({
      outcome: 'finished',
      usage: { inputTokens: 30, outputTokens: 12 },
      reportedUsage: { prompt_tokens: 30, completion_tokens: 12, total_tokens: 42 },
    });
    const call = {
      id: 'toolu_1',
      type: 'function',
      function: { name: 'weather', arguments: '{"city":"Bern"}' },
    };
    if (stream) {
      const chunks = events
        .trim()
        .split('\n\n')
        .map((line) => JSON.parse(line.slice('data: '.length)) as object);
      const frame = {
        id: 'chatcmpl-call-1',
        created: 1_700_000_000,
        model: 'claude',
        object: 'chat.completion.chunk',
      };
      const told = (delta: object, finish_reason: string | null = null) => ({
        ...frame,
        choices: [{ index: 0, delta, finish_reason }],
      });
      expect(chunks).toEqual([
        told({ role: 'assistant', content: 'I look.' }),
        told({ tool_calls: [{ index: 0, ...call }] }),
        told({}, 'tool_calls'),
      ]);
    } else {
      expect(events).toBe('');
      expect(end.answer).toMatchObject({
        object: 'chat.completion',
        choices: [
          {
            message: { role: 'assistant', content: 'I look.', tool_calls: [call] },
            finish_reason: 'tool_calls',
          },
        ],
      });
    }
    expect(asked).toMatchObject([
      { model: 'claude', max_tokens: 500, temperature: 0.5, tools: [{ name: 'weather' }] },
    ]);
  },
);
