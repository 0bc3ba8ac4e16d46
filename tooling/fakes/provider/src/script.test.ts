import { describe, expect, test } from 'vitest';
import { FAULTS, parseDirective, ScriptError } from './script.ts';
import { createScriptQueue } from './script-queue.ts';

describe('directive', () => {
  test('is read out of a message', () => {
    expect(
      parseDirective(
        'Hi [[fake: fault=reset-after tokens=5 delay=20 reply=200 text="two words"]] there',
      ),
    ).toEqual({ fault: 'reset-after', tokens: 5, delay: 20, reply: 200, text: 'two words' });
    expect(parseDirective('no directive here')).toBeNull();
  });

  test.each(FAULTS)('knows the fault %s', (fault) => {
    expect(parseDirective(`[[fake: fault=${fault}]]`)).toEqual({ fault });
  });

  test.each([
    ['[[fake: fault=nonsense]]', /unknown fault nonsense/],
    ['[[fake: replys=3]]', /unknown field replys/],
    ['[[fake: reply=many]]', /reply is not a whole number/],
    ['[[fake: reply=-1]]', /reply is not a whole number/],
    ['[[fake: hang]]', /cannot read "hang"/],
  ])('%s is refused', (message, reason) => {
    expect(() => parseDirective(message)).toThrow(ScriptError);
    expect(() => parseDirective(message)).toThrow(reason);
  });
});

describe('queue', () => {
  test('gives each script as often as it says, in order', () => {
    const queue = createScriptQueue();
    queue.push({ fault: '500', times: 2 }, { fault: '429' });
    expect([queue.take('m'), queue.take('m'), queue.take('m'), queue.take('m')]).toEqual([
      { fault: '500' },
      { fault: '500' },
      { fault: '429' },
      null,
    ]);
  });

  test('keeps a script for the model it names', () => {
    const queue = createScriptQueue();
    queue.push({ fault: 'hang', model: 'slow-one' }, { reply: 3 });
    expect(queue.take('other')).toEqual({ reply: 3 });
    expect(queue.take('other')).toBeNull();
    expect(queue.waiting()).toEqual([{ fault: 'hang', times: 1, model: 'slow-one' }]);
    expect(queue.take('slow-one')).toEqual({ fault: 'hang' });
  });

  test('refuses what it cannot read', () => {
    const queue = createScriptQueue();
    expect(() => queue.push({ times: 0 })).toThrow(ScriptError);
    expect(() => queue.push({ reply: 1.5 })).toThrow(ScriptError);
    expect(queue.waiting()).toEqual([]);
  });
});
