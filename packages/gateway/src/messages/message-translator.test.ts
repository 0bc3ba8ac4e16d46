import { describe, expect, test } from 'vitest';
import type { CompletionEnd } from '../completion.ts';
import { MessageTranslator } from './message-translator.ts';

type Event = { type: string; index?: number; delta?: object; content_block?: object };

const translator = (showsThinking = true) =>
  new MessageTranslator({ id: 'msg_1', model: 'm', inputTokens: 7, showsThinking });
const chunk = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const end = (facts: Partial<CompletionEnd> = {}) =>
  ({ answer: null, usage: null, ...facts }) as CompletionEnd;

/** The events that chunks come to, without the first. */
function told(chunks: string[], by = translator()): Event[] {
  const events = chunks
    .map((each) => by.events(each))
    .join('')
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/su.exec(event) ?? [];
      const parsed = JSON.parse(data ?? '') as Event;
      expect(name).toBe(parsed.type);
      return parsed;
    });
  expect(events.shift()).toMatchObject({
    type: 'message_start',
    message: {
      id: 'msg_1',
      model: 'm',
      role: 'assistant',
      content: [],
      usage: { input_tokens: 7 },
    },
  });
  return events;
}

describe('a stream', () => {
  test('of thinking, text and calls: blocks, one after the other', () => {
    const by = translator();
    const call = (index: number, more: object, text: string) =>
      chunk({ tool_calls: [{ index, ...more, function: { name: 'f', arguments: text } }] });
    expect(
      told(
        [
          chunk({ role: 'assistant', reasoning_content: 'Hm' }),
          chunk({ reasoning: '…' }),
          chunk({ content: 'Well, ' }),
          chunk({ content: 'so.' }),
          call(0, { id: 'a' }, ''),
          call(0, {}, '{"x":'),
          call(0, {}, '1}'),
          call(1, { id: 'b', extra_content: { google: { thought_signature: 's' } } }, '{}'),
          chunk({}, 'tool_calls'),
        ],
        by,
      ),
    ).toEqual([
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: '…' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Well, ' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'so.' } },
      { type: 'content_block_stop', index: 1 },
      {
        type: 'content_block_start',
        index: 2,
        content_block: { type: 'tool_use', id: 'a', name: 'f', input: {} },
      },
      {
        type: 'content_block_delta',
        index: 2,
        delta: { type: 'input_json_delta', partial_json: '{"x":' },
      },
      {
        type: 'content_block_delta',
        index: 2,
        delta: { type: 'input_json_delta', partial_json: '1}' },
      },
      { type: 'content_block_stop', index: 2 },
      {
        type: 'content_block_start',
        index: 3,
        content_block: {
          type: 'tool_use',
          id: 'b',
          name: 'f',
          input: {},
          extra_content: { google: { thought_signature: 's' } },
        },
      },
      {
        type: 'content_block_delta',
        index: 3,
        delta: { type: 'input_json_delta', partial_json: '{}' },
      },
      { type: 'content_block_stop', index: 3 },
    ]);
    expect(by.end(end()).frame).toEqual({
      delta: { stop_reason: 'tool_use', stop_sequence: null },
    });
  });

  test('with several calls in one chunk, and of lists of parts as Mistral has them', () => {
    const calls = ['a', 'b'].map((id, index) => ({
      index,
      id,
      function: { name: id, arguments: '{}' },
    }));
    const thinking = [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }];
    const events = told([
      chunk({ content: thinking }),
      chunk({ content: [{ type: 'text', text: 'So' }] }),
      chunk({ tool_calls: calls }, 'stop'),
    ]);
    expect(events.filter(({ type }) => type === 'content_block_start')).toHaveLength(4);
    expect(events.filter(({ type }) => type === 'content_block_stop')).toHaveLength(4);
    expect(events.filter(({ delta }) => delta).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  });

  test('whose thinking nobody asked for has none', () => {
    const events = told(
      [chunk({ reasoning_content: 'Hm' }), chunk({ content: 'So' })],
      translator(false),
    );
    expect(JSON.stringify(events)).not.toContain('Hm');
    expect(events).toHaveLength(2);
  });

  test('cut anywhere is the same', () => {
    const all = [chunk({ content: 'Grüezi 🦎' }), chunk({ content: '!' }, 'stop')].join('');
    const [whole, cut] = [translator(), translator()];
    expect(
      all
        .split('')
        .map((letter) => cut.events(letter))
        .join(''),
    ).toBe(whole.events(all));
  });
});

test.each([
  ['stop', 'end_turn'],
  ['length', 'max_tokens'],
  ['content_filter', 'refusal'],
])('%s is %s', (word, reason) => {
  const by = translator();
  told([chunk({ content: 'x' }, word)], by);
  expect(by.end(end()).frame).toMatchObject({ delta: { stop_reason: reason } });
});

describe('a whole answer', () => {
  const whole = (message: object, finish_reason = 'stop', by = translator()) =>
    by.end(end({ answer: { choices: [{ index: 0, message, finish_reason }] } as never }));

  test('has its blocks in order, and its usage in the words of this dialect', () => {
    const calls = [
      { id: 'a', function: { name: 'f', arguments: '{"x":1}' } },
      { id: 'b', function: { name: 'g', arguments: 'no' } },
    ];
    const { answer } = whole(
      { reasoning_content: 'Hm', content: 'So', tool_calls: calls },
      'tool_calls',
    );
    expect(answer).toEqual({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [
        { type: 'thinking', thinking: 'Hm', signature: '' },
        { type: 'text', text: 'So' },
        { type: 'tool_use', id: 'a', name: 'f', input: { x: 1 } },
        { type: 'tool_use', id: 'b', name: 'g', input: 'no' },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
    });
    const usage = {
      inputTokens: 5,
      cachedInputTokens: 3,
      cacheWriteTokens: null,
      outputTokens: 2,
      reasoningTokens: 4,
    };
    expect(translator().end(end({ usage })).reportedUsage).toEqual({
      input_tokens: 5,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 3,
      output_tokens: 6,
    });
    expect(
      translator().end(end({ usage: { ...usage, outputTokens: null } })).reportedUsage,
    ).toBeNull();
  });

  test('that says nothing is empty, and a refusal is what it says', () => {
    expect(whole({ content: null }).answer).toMatchObject({ content: [], stop_reason: 'end_turn' });
    expect(whole({ content: null, refusal: 'No.' }).answer).toMatchObject({
      content: [{ type: 'text', text: 'No.' }],
    });
  });
});
