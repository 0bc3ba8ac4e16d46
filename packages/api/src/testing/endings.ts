import { expect } from 'vitest';
import { REVOKED_KEY, type TestServer } from './test-house.ts';
import type { TestPerson } from './test-person.ts';

export type Ending = {
  name: string;
  /** Directive to the fake provider. */
  script: string;
  status: 'finished' | 'stopped' | 'failed' | 'interrupted';
  /** Status of the answer to whoever waits for it; 200 without. */
  http?: number;
  errorCode?: string;
  /** 'nothing', all that the provider sent, or some of it. */
  delivers: 'nothing' | 'all' | 'some';
  isEstimated: boolean;
  /** The provider's own count is not what it sent. */
  hasOddCount?: boolean;
  /** All of it is no word at all. */
  isEmpty?: boolean;
  /** The process is gone while it runs. */
  isCrash?: boolean;
  /** The provider's silence is what ends it. */
  isSilent?: boolean;
  key?: string;
  /** What happens to the turn while it runs. */
  act?: (run: Run) => Promise<void>;
};

export type Run = {
  person: TestPerson;
  server: TestServer;
  conversationId: string;
  turnId: string;
  /** Some text was shown to somebody. */
  hasText: () => Promise<void>;
  /** The lease is over, and a sweeper comes by until the turn is closed. */
  sweep: () => Promise<void>;
};

/** Every way in which a turn can end. */
export const endings: Ending[] = [
  {
    name: 'finish',
    script: 'reply=60 delay=8',
    status: 'finished',
    delivers: 'all',
    isEstimated: false,
  },
  {
    name: 'the answer reaches the length that its hold has bought',
    script: 'reply=9000 tokensPerChunk=200 delay=8',
    status: 'finished',
    delivers: 'all',
    isEstimated: false,
  },
  {
    name: "the provider's censor cuts it off",
    script: 'reply=40 delay=8 finish=filter',
    status: 'finished',
    delivers: 'all',
    isEstimated: false,
  },
  {
    name: 'an answer of no word',
    script: 'text=""',
    status: 'finished',
    delivers: 'all',
    isEmpty: true,
    isEstimated: false,
  },
  {
    name: 'stop, asked for at another server',
    script: 'reply=4000 delay=8',
    status: 'stopped',
    delivers: 'some',
    isEstimated: true,
    act: async ({ person, conversationId, hasText }) => {
      await hasText();
      const { workspaceId } = person;
      expect((await person.mutate('chat.stop', { workspaceId, conversationId })).error).toBeNull();
    },
  },
  {
    name: 'stop before the first token',
    script: 'fault=slow wait=5000',
    status: 'stopped',
    delivers: 'nothing',
    isEstimated: true,
    act: async ({ person, conversationId }) => {
      const { workspaceId } = person;
      expect((await person.mutate('chat.stop', { workspaceId, conversationId })).error).toBeNull();
    },
  },
  {
    name: 'the provider refuses the key',
    script: 'reply=9',
    key: REVOKED_KEY,
    status: 'failed',
    http: 503,
    errorCode: 'PROVIDER_UNAVAILABLE',
    delivers: 'nothing',
    isEstimated: false,
  },
  {
    name: 'the provider says 429',
    script: 'fault=429',
    status: 'failed',
    http: 503,
    errorCode: 'PROVIDER_UNAVAILABLE',
    delivers: 'nothing',
    isEstimated: false,
  },
  {
    name: 'the provider says 500',
    script: 'fault=500',
    status: 'failed',
    http: 502,
    errorCode: 'PROVIDER_FAILED',
    delivers: 'nothing',
    isEstimated: false,
  },
  {
    name: 'reset before the first token',
    script: 'fault=reset-before',
    status: 'failed',
    http: 502,
    errorCode: 'PROVIDER_FAILED',
    delivers: 'nothing',
    isEstimated: false,
  },
  {
    name: 'reset in the middle',
    script: 'fault=reset-after reply=80 tokens=40 delay=8',
    status: 'failed',
    errorCode: 'PROVIDER_FAILED',
    delivers: 'some',
    isEstimated: true,
  },
  {
    name: 'an error part in the middle',
    script: 'fault=error-chunk reply=80 tokens=40 delay=8',
    status: 'failed',
    // What it says is that it is overloaded.
    errorCode: 'PROVIDER_UNAVAILABLE',
    delivers: 'all',
    isEstimated: true,
  },
  {
    name: 'a line that is no JSON',
    script: 'fault=bad-json reply=80 tokens=40 delay=8',
    status: 'failed',
    errorCode: 'PROVIDER_FAILED',
    delivers: 'some',
    isEstimated: false,
  },
  {
    name: 'no usage',
    script: 'fault=no-usage reply=60 delay=8',
    status: 'finished',
    delivers: 'all',
    isEstimated: true,
  },
  {
    name: 'usage twice',
    script: 'fault=usage-twice reply=60 delay=8',
    status: 'finished',
    delivers: 'all',
    isEstimated: false,
  },
  {
    name: 'usage of zero',
    script: 'fault=usage-zero reply=60 delay=8',
    status: 'finished',
    delivers: 'all',
    isEstimated: false,
    hasOddCount: true,
  },
  {
    name: 'no finish reason',
    script: 'fault=no-finish reply=60 delay=8',
    status: 'failed',
    errorCode: 'PROVIDER_FAILED',
    delivers: 'all',
    isEstimated: true,
  },
  {
    name: 'silence before the first token',
    isSilent: true,
    script: 'fault=hang',
    status: 'failed',
    http: 502,
    errorCode: 'PROVIDER_FAILED',
    delivers: 'nothing',
    isEstimated: false,
  },
  {
    name: 'silence in the middle',
    isSilent: true,
    script: 'fault=hang-after reply=80 tokens=40 delay=8',
    status: 'failed',
    errorCode: 'PROVIDER_FAILED',
    delivers: 'all',
    isEstimated: true,
  },
  {
    name: 'the server is told to stop',
    script: 'reply=4000 delay=8',
    status: 'interrupted',
    delivers: 'some',
    isEstimated: true,
    act: async ({ server, hasText }) => {
      await hasText();
      await server.stop();
    },
  },
  {
    name: 'the server is told to stop before the first token',
    script: 'fault=slow wait=5000',
    status: 'interrupted',
    delivers: 'nothing',
    isEstimated: true,
    act: ({ server }) => server.stop(),
  },
  {
    name: 'the process is gone, its lease runs out',
    isCrash: true,
    script: 'reply=4000 delay=8',
    status: 'interrupted',
    delivers: 'some',
    isEstimated: true,
    act: async (run) => {
      await run.hasText();
      run.server.crash();
      await run.sweep();
    },
  },
  {
    name: 'the process is gone before the first token',
    isCrash: true,
    script: 'fault=slow wait=5000',
    status: 'interrupted',
    delivers: 'nothing',
    isEstimated: true,
    act: async (run) => {
      run.server.crash();
      await run.sweep();
    },
  },
  {
    name: 'the lease runs out under a process that lives on',
    script: 'reply=4000 delay=8',
    status: 'interrupted',
    delivers: 'some',
    isEstimated: true,
    act: async (run) => {
      await run.hasText();
      await run.sweep();
    },
  },
];
