import { expect, test } from 'vitest';
import { createLiveHub } from './live-hub.ts';

function open() {
  const hub = createLiveHub();
  const heard: string[] = [];
  const look = (userId: string, workspaceId: string) =>
    hub.join({
      userId,
      workspaceId,
      onChange: (what) => heard.push(`${userId} ${workspaceId} ${what}`),
      onEnd: () => heard.push(`${userId} ${workspaceId} end`),
    });
  return { hub, heard, look };
}

test('what changed in a workspace is told to those who look at it; what changed for all, to all', () => {
  const { hub, heard, look } = open();
  look('anna', 'w1');
  const leave = look('ben', 'w2');
  hub.hear('{"what":"limits","workspaceId":"w1"}');
  hub.hear('{"what":"models","workspaceId":null}');
  leave?.();
  hub.hear('{"what":"plan","workspaceId":"w2"}');
  expect(heard).toEqual(['anna w1 limits', 'anna w1 models', 'ben w2 models']);
});

test('what says nothing is told to nobody', () => {
  const { hub, heard, look } = open();
  look('anna', 'w1');
  for (const payload of [
    '',
    'x',
    'null',
    '7',
    '{}',
    '{"what":"secrets"}',
    '{"what":"plan","workspaceId":7}',
  ]) {
    hub.hear(payload);
  }
  expect(heard).toEqual([]);
});

test('after a gap everybody is told of everything', () => {
  const { hub, heard, look } = open();
  look('anna', 'w1');
  hub.hearAgain();
  const everything = ['models', 'plan', 'limits', 'notices', 'invoices', 'local', 'devices'];
  expect(heard).toEqual(everything.map((what) => `anna w1 ${what}`));
});

test('one person has five pages at most, in all workspaces together', () => {
  const { look } = open();
  const leaves = [1, 2, 3, 4, 5].map((n) => look('anna', `w${n}`));
  expect(look('anna', 'w6')).toBeNull();
  expect(look('ben', 'w1')).not.toBeNull();
  leaves[2]?.();
  expect(look('anna', 'w6')).not.toBeNull();
});

test('closing ends everybody', () => {
  const { hub, heard, look } = open();
  look('anna', 'w1');
  look('ben', 'w1');
  hub.close();
  hub.hearAgain();
  expect(heard).toEqual(['anna w1 end', 'ben w1 end']);
});
