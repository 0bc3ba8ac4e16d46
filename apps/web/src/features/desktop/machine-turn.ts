import type { LocalTurn, LocalTurnRequest } from '@geko/contracts/desktop';
import { localCatalogueId } from '@geko/contracts/local-catalogue-id';
import type { LocalMessage } from '@geko/contracts/local-models';
import { askDesktop, onDesktop } from './desktop.ts';
import { localPrompt } from './local-prompt.ts';
import { readOutbox } from './outbox.ts';
import { noteRunning } from './running-turns.ts';
import { recordSoon } from './turn-sync-holder.ts';
import { turnChunks, type ChatChunk, type TurnNews } from './turn-chunks.ts';

/** A message to a model of this machine. messages: the conversation with it, oldest first. */
type Asked = Omit<LocalTurnRequest, 'userId' | 'messages'> & { messages: readonly LocalMessage[] };

/**
 * Has this machine answer. The stream is as that of every turn; whoever leaves it does not stop the turn.
 * @throws DesktopError where it has not begun
 */
export async function startMachineTurn(
  asked: Asked,
  signal: AbortSignal | undefined,
): Promise<ReadableStream<ChatChunk>> {
  const [profile, models] = await Promise.all([askDesktop('getProfile'), askDesktop('listModels')]);
  const model = models.find(({ id }) => id === asked.modelId);
  const contextTokens = model?.fit.isFitting ? model.fit.contextTokens : 4_096;
  const news = hear(asked.turnId);
  try {
    await askDesktop('startTurn', {
      ...asked,
      userId: profile?.userId ?? '',
      messages: localPrompt(asked.messages, { contextTokens }),
    });
    // Before the page goes to the conversation's address: the server has no such conversation yet.
    await readOutbox();
  } catch (error) {
    news.close();
    throw error;
  }
  return streamOf(asked, news, signal);
}

/** What is written of a running turn from its beginning on; null where this machine writes no such turn. */
export async function resumeMachineTurn(
  turnId: string,
  signal: AbortSignal | undefined,
): Promise<ReadableStream<ChatChunk> | null> {
  const news = hear(turnId);
  const turn = (await readOutbox()).find((one) => one.turnId === turnId);
  if (turn === undefined) {
    news.close();
    return null;
  }
  // All that was heard before the list came is in the list.
  news.beginWith(turn);
  return streamOf(turn, news, signal);
}

type Heard = AsyncIterable<TurnNews> & {
  /** Forgets what was heard, and begins with what the turn has by now. */
  beginWith: (turn: LocalTurn) => void;
  close: () => void;
};

/** Listens to one turn until it has ended. */
function hear(turnId: string): Heard {
  let queue: TurnNews[] = [];
  let wake: (() => void) | null = null;
  let isClosed = false;
  const push = (one: TurnNews): void => {
    queue.push(one);
    wake?.();
  };
  const stops = [
    onDesktop('turnPart', ({ part, ...told }) => {
      if (told.turnId === turnId) push({ kind: 'part', part });
    }),
    onDesktop('turnEnd', (turn) => {
      if (turn.turnId === turnId) push({ kind: 'end', turn });
    }),
  ];
  const close = (): void => {
    for (const stop of stops) stop();
    isClosed = true;
    wake?.();
  };
  return {
    beginWith(turn) {
      const { reasoning, answer, end } = turn;
      queue = [
        { kind: 'part', part: { kind: 'reasoning', text: reasoning } },
        { kind: 'part', part: { kind: 'text', text: answer } },
        ...(end === null ? [] : [{ kind: 'end' as const, turn }]),
      ];
    },
    close,
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          const one = queue.shift();
          if (one !== undefined) {
            yield one;
            if (one.kind === 'end') return;
          } else if (isClosed) return;
          else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            wake = null;
          }
        }
      } finally {
        close();
      }
    },
  };
}

function streamOf(
  { turnId, conversationId, modelId }: Pick<LocalTurn, 'turnId' | 'conversationId' | 'modelId'>,
  news: Heard,
  signal: AbortSignal | undefined,
): ReadableStream<ChatChunk> {
  const forget = noteRunning(conversationId, turnId);
  const place = {
    turnId,
    conversationId,
    assistantMessageId: `machine-${turnId}`,
    modelId: localCatalogueId(modelId),
  };
  const leave = (): void => news.close();
  signal?.addEventListener('abort', leave);
  const chunks = turnChunks(place, news, recordSoon);
  return new ReadableStream<ChatChunk>({
    async pull(controller) {
      try {
        const next = await chunks.next();
        if (next.done !== true) {
          controller.enqueue(next.value);
          return;
        }
        controller.close();
      } catch (error) {
        controller.error(error);
      }
      forget();
      signal?.removeEventListener('abort', leave);
    },
    cancel() {
      forget();
      leave();
    },
  });
}
