import { expect, test } from 'vitest';
import { MessageMeter } from './message-meter.ts';

const payload = (type: string, fields: object = {}) => JSON.stringify({ type, ...fields });
const start = payload('message_start', {
  message: { usage: { input_tokens: 9, cache_read_input_tokens: 2, output_tokens: 1 } },
});
const delta = (delta: object) => payload('content_block_delta', { index: 0, delta });
const last = payload('message_delta', {
  delta: { stop_reason: 'end_turn', stop_sequence: null },
  usage: { output_tokens: 5, input_tokens: null },
});

function meter(): { meter: MessageMeter; events: () => string } {
  let events = '';
  const onEvents = (more: string) => {
    events += more;
  };
  return { meter: new MessageMeter({ onEvents, now: () => 1 }), events: () => events };
}

test('events pass as they came, but for what ends the stream', () => {
  const { meter: by, events } = meter();
  const said = delta({ type: 'text_delta', text: 'Geckos  climb.' });
  const ping = payload('ping');
  const future = payload('from_the_future', { a: 1 });
  expect(by.addPayloads([start, ping, said, future, last]).goesOn).toBe(true);
  expect(by.addPayloads([payload('message_stop'), 'what is no JSON']).goesOn).toBe(false);
  expect(events()).toBe(
    [
      ['message_start', start],
      ['ping', ping],
      ['content_block_delta', said],
      ['from_the_future', future],
    ]
      .map(([type, data]) => `event: ${type}\ndata: ${data}\n\n`)
      .join(''),
  );
  expect(by.frame).toEqual({ delta: { stop_reason: 'end_turn', stop_sequence: null } });
  expect(by.isComplete).toBe(true);
  expect(by.failure).toBeNull();
  expect(by.rawUsage).toEqual({ input_tokens: 9, cache_read_input_tokens: 2, output_tokens: 5 });
  expect(by.usageOf('anthropic')).toMatchObject({
    inputTokens: 9,
    cachedInputTokens: 2,
    outputTokens: 5,
  });
  expect(by.count().outputTokens).toBeGreaterThan(0);
});

test('of one that broke off the input is known, and the output is ours to count', () => {
  const { meter: by } = meter();
  by.addPayloads([start, delta({ type: 'thinking_delta', thinking: 'Hm' })]);
  expect(by.isComplete).toBe(false);
  expect(by.rawUsage).toBeNull();
  expect(by.usageOf('anthropic')).toMatchObject({ inputTokens: 9, outputTokens: null });
  expect(by.count().reasoningChars).toBe(2);
});

test('words of calls are counted', () => {
  const { meter: by } = meter();
  by.addPayloads([
    payload('content_block_start', {
      content_block: { type: 'tool_use', name: 'weather', input: {} },
    }),
    delta({ type: 'input_json_delta', partial_json: '{"city":"Bern"}' }),
  ]);
  expect(by.count().textChars).toBe('weather'.length + '{"city":"Bern"}'.length);
  const whole = meter().meter;
  whole.addAnswer({
    content: [{ type: 'tool_use', name: 'weather', input: { city: 'Bern' } }],
    stop_reason: 'tool_use',
    usage: { input_tokens: 1, output_tokens: 2 },
  });
  expect(whole.count()).toEqual(by.count());
  expect(whole).toMatchObject({ finishReason: 'tool_use', hasStarted: true, isComplete: true });
});

test.each([
  ['an error', payload('error', { error: { type: 'overloaded_error' } }), 'error_part'],
  ['no JSON', '{"type":"pi', 'bad_response'],
  ['no event', '[]', 'bad_response'],
])('%s ends it, and nothing after it is told', (_, broken, kind) => {
  const { meter: by, events } = meter();
  expect(by.addPayloads([broken, start]).goesOn).toBe(false);
  expect(by.failure).toMatchObject({ kind });
  expect(events()).toBe('');
});

test.each([
  [{ type: 'error', error: {} }, 'error_part'],
  [{ type: 'message' }, 'bad_response'],
])('a whole answer that is none: %j', (answer, kind) => {
  const { meter: by } = meter();
  by.addAnswer(answer);
  expect(by).toMatchObject({ failure: { kind }, answer: null });
});

test('once closed it takes nothing in', () => {
  const { meter: by, events } = meter();
  by.close();
  expect(by.addPayloads([start]).goesOn).toBe(false);
  by.addAnswer({ content: [], usage: { output_tokens: 1 } });
  expect(events()).toBe('');
  expect(by.answer).toBeNull();
});
