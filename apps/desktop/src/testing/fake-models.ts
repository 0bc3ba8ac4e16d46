import type { LocalChatEnd, LocalModelStatus, LocalPart } from '@geko/contracts/local-models';
import type { LocalModels } from '@geko/local-models/local-models';

/** A model whose answer a test writes word by word. */
export type FakeModels = Pick<LocalModels, 'status' | 'chat'> & {
  state: LocalModelStatus;
  /** How many chats have begun. */
  chats: number;
  say(part: LocalPart): void;
  finish(end?: Partial<LocalChatEnd>): void;
  fail(error: unknown): void;
};

const usage = { inputTokens: 3, outputTokens: 2, reasoningTokens: 0 };

export function fakeModels(): FakeModels {
  let running: (PromiseWithResolvers<LocalChatEnd> & { onPart: (part: LocalPart) => void }) | null =
    null;
  const models: FakeModels = {
    state: { state: 'ready' },
    chats: 0,
    status: () => Promise.resolve(models.state),
    async chat(_, { signal, onPart }) {
      models.chats += 1;
      const answer = Promise.withResolvers<LocalChatEnd>();
      running = { ...answer, onPart };
      signal.addEventListener('abort', () =>
        answer.resolve({ finishReason: 'aborted', usage: { ...usage, outputTokens: 1 } }),
      );
      return await answer.promise;
    },
    say: (part) => running?.onPart(part),
    finish: (end = {}) => running?.resolve({ finishReason: 'stop', usage, ...end }),
    fail: (error) => running?.reject(error),
  };
  return models;
}
