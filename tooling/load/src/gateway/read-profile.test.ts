import { expect, test } from 'vitest';
import { readProfile, type CpuProfile } from './read-profile.ts';

const frame = (functionName: string, url: string) => ({ functionName, url });
const profile: CpuProfile = {
  startTime: 1_000,
  nodes: [
    { id: 1, callFrame: frame('(root)', ''), children: [2, 3, 4, 6, 8] },
    { id: 2, callFrame: frame('(idle)', '') },
    { id: 3, callFrame: frame('(garbage collector)', '') },
    {
      id: 4,
      callFrame: frame('query', 'file:///x/node_modules/.pnpm/pg@8/node_modules/pg/lib/client.js'),
      children: [5],
    },
    { id: 5, callFrame: frame('writev', '') },
    { id: 6, callFrame: frame('take', 'file:///x/packages/gateway/src/relay.ts'), children: [7] },
    { id: 7, callFrame: frame('writeUtf8String', '') },
    { id: 8, callFrame: frame('emit', 'node:events') },
  ],
  samples: [4, 2, 3, 4, 5, 6, 7, 8, 1, 8],
  timeDeltas: [500, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000],
};

test('each sample counts where its code lives, what is written by whose writing it is, and waiting not at all', () => {
  const spent = readProfile(profile, { fromUs: 2_000, untilUs: 40_000 });
  expect(Object.fromEntries(spent)).toEqual({
    'collecting garbage': 2,
    pg: 3,
    'writing to Postgres': 4,
    'packages/gateway': 5,
    'writing to callers and providers': 6,
    'Node itself: HTTP, streams, timers': 7,
    V8: 8,
  });
});
