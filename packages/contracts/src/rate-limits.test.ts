import { expect, test } from 'vitest';
import { RateOverrides, rateLimitNames, rateLimitTable, rateNameOf } from './rate-limits.ts';

test('what each endpoint allows a minute to each kind of principal', () => {
  const row = (endpoint: 'message' | 'call' | 'change' | 'read' | 'stranger') =>
    (['session', 'token', 'key', 'address'] as const).map((kind) => {
      const name = rateNameOf(endpoint, kind);
      return name === null ? null : rateLimitTable[name].operations;
    });
  expect({
    message: row('message'),
    call: row('call'),
    change: row('change'),
    read: row('read'),
    stranger: row('stranger'),
  }).toEqual({
    message: [120, 120, null, null],
    call: [null, 600, 600, null],
    change: [600, 600, 600, null],
    read: [1200, 1200, 1200, null],
    stranger: [null, null, null, 120],
  });
});

test('every limit counts by address or by account, and allows something', () => {
  for (const name of rateLimitNames) {
    const { operations, windowSeconds, by } = rateLimitTable[name];
    expect(operations, name).toBeGreaterThan(0);
    expect(windowSeconds, name).toBeGreaterThan(0);
    expect(by, name).toBe(/address$/iu.test(name) ? 'address' : 'account');
  }
});

test('rates are written as operations and seconds', () => {
  expect(RateOverrides.parse('call.key=1200/60, loginByAddress = 60 / 900')).toEqual({
    'call.key': { operations: 1200, windowSeconds: 60 },
    loginByAddress: { operations: 60, windowSeconds: 900 },
  });
});

test.each([
  ['call.key', 'must be a list'],
  ['call.key=1200', 'must be a list'],
  ['call.key=-1/60', 'must be a list'],
  ['call.key=1/60,', 'must be a list'],
  ['call.session=1/60', 'names a limit that there is not: call.session'],
  ['toString=1/60', 'names a limit that there is not: toString'],
  ['call.key=1/60,call.key=2/60', 'names call.key twice'],
  ['call.key=0/60', 'allows call.key fewer operations than 1'],
  ['call.key=1000001/60', 'more than 1000000'],
  ['call.key=1/0', 'a window shorter than a second'],
  ['call.key=1/604801', 'longer than 604800'],
])('%s is refused', (text, message) => {
  expect(RateOverrides.safeParse(text).error?.issues[0]?.message).toContain(message);
});
