import { randomUUID } from 'node:crypto';
import type { RecordLocalTurn } from '@geko/contracts/devices';
import type { TestPerson } from './test-person.ts';

type Told = RecordLocalTurn['turn'];

/** A turn that a machine of this person has answered just now. */
export function localTurn(person: TestPerson, change: Partial<Told> = {}): RecordLocalTurn {
  const now = Date.now();
  return {
    workspaceId: person.workspaceId,
    turn: {
      turnId: randomUUID(),
      userId: person.userId,
      conversationId: randomUUID(),
      messageId: randomUUID(),
      modelId: 'qwen2.5-0.5b',
      text: 'How tall is it?',
      answer: 'As tall as a house.',
      reasoning: '',
      startedAt: new Date(now - 2_000).toISOString(),
      end: {
        at: new Date(now - 500).toISOString(),
        error: null,
        finishReason: 'stop',
        usage: { inputTokens: 120, outputTokens: 30, reasoningTokens: 0 },
      },
      ...change,
    },
  };
}
