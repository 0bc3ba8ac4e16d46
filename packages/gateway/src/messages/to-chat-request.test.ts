import { expect, test } from 'vitest';
import { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import { MessagesRequest } from '@geko/contracts/messages';
import { showsThinking, thinkingField, toChatRequest } from './to-chat-request.ts';

const parse = (change: object) =>
  MessagesRequest.parse({
    model: 'm',
    max_tokens: 9_000,
    messages: [{ role: 'user', content: 'Hi' }],
    ...change,
  });
/** As the other dialect has it, where it must be a request that is taken. */
const translate = (change: object) => {
  const chat = toChatRequest(parse(change));
  expect(ChatCompletionRequest.safeParse(chat).error).toBeUndefined();
  return chat;
};
const png = { type: 'base64', media_type: 'image/png', data: 'AAAA' };
const cached = { cache_control: { type: 'ephemeral' } };

test('the plainest request', () => {
  expect(translate({})).toEqual({
    model: 'm',
    max_tokens: 9_000,
    messages: [{ role: 'user', content: 'Hi' }],
  });
});

test('a conversation with a system prompt, pictures, calls and their results', () => {
  const { messages } = translate({
    system: [
      { type: 'text', text: 'Be kind.', ...cached },
      { type: 'text', text: 'Be brief.' },
    ],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', source: png, ...cached },
          { type: 'image', source: { type: 'url', url: 'https://x.test/a.png' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 's' },
          { type: 'redacted_thinking', data: 'xyz' },
          { type: 'text', text: 'I ' },
          { type: 'text', text: 'look.' },
          {
            type: 'tool_use',
            id: 't1',
            name: 'see',
            input: { far: true },
            caller: { type: 'direct' },
            extra_content: { google: { thought_signature: 'mark' } },
          },
          { type: 'tool_use', id: 't2', name: 'see', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'And?' },
          {
            type: 'tool_result',
            tool_use_id: 't1',
            content: [
              { type: 'text', text: 'This:' },
              { type: 'image', source: png },
            ],
          },
          { type: 'tool_result', tool_use_id: 't2', is_error: true, content: 'too dark' },
        ],
      },
      { role: 'system', content: 'Hurry.' },
    ],
  });
  const shown = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
  expect(messages).toEqual([
    { role: 'system', content: 'Be kind.\n\nBe brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look' },
        shown,
        { type: 'image_url', image_url: { url: 'https://x.test/a.png' } },
      ],
    },
    {
      role: 'assistant',
      content: 'I look.',
      reasoning_content: 'Hm.',
      tool_calls: [
        {
          id: 't1',
          type: 'function',
          function: { name: 'see', arguments: '{"far":true}' },
          extra_content: { google: { thought_signature: 'mark' } },
        },
        { id: 't2', type: 'function', function: { name: 'see', arguments: '{}' } },
      ],
    },
    { role: 'tool', tool_call_id: 't1', content: 'This:\n\n(pictures: 1, shown below)' },
    { role: 'tool', tool_call_id: 't2', content: 'Error: too dark' },
    { role: 'user', content: [shown, { type: 'text', text: 'And?' }] },
    { role: 'system', content: 'Hurry.' },
  ]);
});

test('a result alone has no message of the user after it', () => {
  const { messages } = translate({
    messages: [
      { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't' }] },
    ],
  });
  expect(messages.map(({ role }) => role)).toEqual(['assistant', 'tool']);
});

test('tools, and which of them is to be called', () => {
  const tools = [
    {
      name: 'f',
      description: 'd',
      input_schema: { type: 'object', x: 1 },
      strict: true,
      ...cached,
    },
  ];
  expect(translate({ tools }).tools).toEqual([
    {
      type: 'function',
      function: { name: 'f', description: 'd', parameters: { type: 'object', x: 1 }, strict: true },
    },
  ]);
  const choice = (tool_choice: object) => translate({ tools, tool_choice });
  expect(choice({ type: 'auto' })).toMatchObject({ tool_choice: 'auto' });
  expect(choice({ type: 'none' })).toMatchObject({ tool_choice: 'none' });
  expect(choice({ type: 'any', disable_parallel_tool_use: true })).toMatchObject({
    tool_choice: 'required',
    parallel_tool_calls: false,
  });
  expect(choice({ type: 'tool', name: 'f' })).toMatchObject({
    tool_choice: { type: 'function', function: { name: 'f' } },
  });
  expect(translate({ tools: [], tool_choice: { type: 'auto' } })).not.toHaveProperty('tool_choice');
});

test.each([
  [{ thinking: { type: 'enabled', budget_tokens: 2_048 } }, 'low', 'thinking', true],
  [{ thinking: { type: 'enabled', budget_tokens: 8_192 } }, 'medium', 'thinking', true],
  [{ thinking: { type: 'enabled', budget_tokens: 8_193 } }, 'high', 'thinking', true],
  [{ thinking: { type: 'adaptive' } }, undefined, 'thinking', true],
  [{ thinking: { type: 'adaptive', display: 'omitted' } }, undefined, 'thinking', false],
  [{ thinking: { type: 'disabled' } }, undefined, null, false],
  [{ output_config: { effort: 'max' } }, 'xhigh', 'output_config.effort', false],
  [{}, undefined, null, false],
] as const)('to think: %j', (change, effort, field, isShown) => {
  const message = parse(change);
  expect(translate(change).reasoning_effort).toBe(effort);
  expect(thinkingField(message)).toBe(field);
  expect(showsThinking(message)).toBe(isShown);
});

test('what stands for itself, and an answer by a schema', () => {
  const schema = { type: 'object', properties: {} };
  expect(
    translate({
      stream: true,
      temperature: 0.5,
      top_p: 0.9,
      stop_sequences: ['END'],
      output_config: { format: { type: 'json_schema', schema } },
      metadata: { user_id: 'somebody' },
      service_tier: 'auto',
    }),
  ).toEqual({
    model: 'm',
    max_tokens: 9_000,
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
    temperature: 0.5,
    top_p: 0.9,
    stop: ['END'],
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'answer', schema, strict: true },
    },
  });
});
