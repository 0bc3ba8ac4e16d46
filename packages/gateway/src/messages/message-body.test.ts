import { expect, test } from 'vitest';
import { MessagesRequest } from '@geko/contracts/messages';
import { messageBody } from './message-body.ts';

const parse = (change: object) =>
  MessagesRequest.parse({
    model: 'alias',
    max_tokens: 9_000,
    messages: [{ role: 'user', content: 'Hi' }],
    ...change,
  });
const body = (change: object, maxOutputTokens = 5_000) =>
  messageBody(parse(change), { upstreamModel: 'claude-x', hold: { maxOutputTokens } });

test('is what was asked, with the model of the provider, within the hold, and without who asks', () => {
  const cached = { type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } };
  expect(
    body({
      system: [cached],
      messages: [{ role: 'user', content: [cached] }],
      top_k: 4,
      stream: true,
      metadata: { user_id: 'somebody' },
      service_tier: 'auto',
    }),
  ).toEqual({
    model: 'claude-x',
    max_tokens: 5_000,
    system: [cached],
    messages: [{ role: 'user', content: [cached] }],
    top_k: 4,
    stream: true,
  });
});

test('leaves room for an answer beside the thinking, where the hold is smaller than what was asked', () => {
  const thinking = { type: 'enabled', budget_tokens: 4_000, display: 'omitted' };
  expect(body({ thinking }, 5_000)).toMatchObject({ thinking });
  expect(body({ thinking }, 3_000)).toMatchObject({
    thinking: { ...thinking, budget_tokens: 2_999 },
  });
  expect(body({ thinking }, 1_024)).toMatchObject({ thinking: { type: 'disabled' } });
  expect(body({ thinking: { type: 'adaptive' } }, 20)).toMatchObject({
    thinking: { type: 'adaptive' },
  });
});
