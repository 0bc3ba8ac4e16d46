import { randomUUID } from 'node:crypto';
import type { LocalTurnRequest } from '@geko/contracts/desktop';

/** A first message to the tests' model, whose ids are its own. */
export function turnRequest(
  given: Pick<LocalTurnRequest, 'userId' | 'workspaceId'> & Partial<LocalTurnRequest>,
): LocalTurnRequest {
  return {
    turnId: randomUUID(),
    conversationId: randomUUID(),
    messageId: randomUUID(),
    modelId: 'tiny',
    text: 'Hello',
    messages: [{ role: 'user', content: 'Hello' }],
    ...given,
  };
}
