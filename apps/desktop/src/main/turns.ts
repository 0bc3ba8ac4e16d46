import type {
  DesktopProfile,
  LocalTurn,
  LocalTurnRef,
  LocalTurnRequest,
} from '@geko/contracts/desktop';
import type { LocalErrorCode, LocalPart } from '@geko/contracts/local-models';
import { LocalModelError, toLocalError } from '@geko/local-models/local-error';
import type { LocalModels } from '@geko/local-models/local-models';
import { createOrder } from './in-order.ts';
import { Refusal } from './refusal.ts';
import type { TurnFiles } from './turn-files.ts';

/** The engine shortens it to what the model has room for. */
const MOST_TOKENS = 8_192;
/** What a crash of the whole app may cost of an answer. */
const SAVE_MS = 500;

const NOTHING_USED = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 };

export type Turns = {
  start(request: LocalTurnRequest): Promise<void>;
  stop(ref: LocalTurnRef): void;
  list(): Promise<LocalTurn[]>;
  forget(ref: LocalTurnRef): Promise<void>;
  /** Ends what runs and deletes every turn. */
  wipe(): Promise<void>;
  /** Ends what runs; what was answered so far is kept. */
  close(): Promise<void>;
};

export type TurnSettings = {
  files: TurnFiles;
  models: Pick<LocalModels, 'status' | 'chat'>;
  profile: () => DesktopProfile | null;
  tell: {
    part: (told: LocalTurnRef & { part: LocalPart }) => void;
    end: (turn: LocalTurn) => void;
  };
  now: () => Date;
  onError: (error: unknown) => void;
};

type Running = { turn: LocalTurn; stop: AbortController; ended: Promise<void> };

/** Answers messages by this machine's models, and keeps the answers until the server has them. */
export function createTurns(settings: TurnSettings): Turns {
  const { files, models, profile, now } = settings;
  const running = new Map<string, Running>();
  /** Turns of this run of the app, so that a resend of one that was forgotten meanwhile is not answered again. */
  const begun = new Set<string>();
  let isClosed = false;
  let lastStart = 0;

  /** Later than that of the turn before, so that their order can be told. */
  function startTime(): string {
    lastStart = Math.max(now().getTime(), lastStart + 1);
    return new Date(lastStart).toISOString();
  }

  const owner = (): string => {
    const userId = profile()?.userId;
    if (userId === undefined) throw new Refusal('Nobody is signed in.');
    return userId;
  };

  async function assertReady(modelId: string): Promise<void> {
    const status = await models.status(modelId);
    if (status.state === 'error') throw new LocalModelError(status.error);
    if (status.state !== 'ready') throw new LocalModelError('not_installed');
  }

  async function start({ messages, ...asked }: LocalTurnRequest): Promise<void> {
    const known = profile();
    if (known?.userId !== asked.userId) throw new Refusal('Somebody else is signed in.');
    const workspace = known.workspaces.find(({ id }) => id === asked.workspaceId);
    if (workspace?.mayUseLocalModels !== true) {
      throw new Refusal('This workspace does not allow models on your own machine.');
    }
    if (isClosed || begun.has(asked.turnId)) return;
    begun.add(asked.turnId);
    try {
      if ((await files.find(asked)) !== null) return;
      await assertReady(asked.modelId);
      const turn: LocalTurn = {
        ...asked,
        startedAt: startTime(),
        answer: '',
        reasoning: '',
        end: null,
      };
      const stop = new AbortController();
      const saved = files.save(turn);
      const ended = saved.then(() => run(turn, { messages, stop }));
      running.set(turn.turnId, { turn, stop, ended: ended.catch(() => undefined) });
      await saved;
    } catch (error) {
      begun.delete(asked.turnId);
      running.delete(asked.turnId);
      throw error;
    }
  }

  async function run(
    turn: LocalTurn,
    { messages, stop }: Pick<LocalTurnRequest, 'messages'> & { stop: AbortController },
  ): Promise<void> {
    const inOrder = createOrder();
    const save = () =>
      inOrder(() => files.save(turn)).catch((error: unknown) => settings.onError(error));
    const saving = setInterval(() => void save(), SAVE_MS);
    const finish = (
      error: LocalErrorCode | null,
      end: Omit<NonNullable<LocalTurn['end']>, 'at' | 'error'>,
    ) => {
      turn.end = { at: now().toISOString(), error, ...end };
    };
    try {
      const { modelId } = turn;
      const chat = { modelId, messages, maxTokens: MOST_TOKENS, temperature: null, topP: null };
      const end = await models.chat(chat, {
        signal: stop.signal,
        onPart(part) {
          if (part.kind === 'text') turn.answer += part.text;
          else turn.reasoning += part.text;
          settings.tell.part({ turnId: turn.turnId, part });
        },
      });
      finish(null, end);
    } catch (error) {
      const { code, cause } = toLocalError(error, 'engine_crashed');
      if (cause !== undefined) settings.onError(error);
      finish(code, { finishReason: 'aborted', usage: NOTHING_USED });
    } finally {
      clearInterval(saving);
      await save();
      running.delete(turn.turnId);
      settings.tell.end(turn);
    }
  }

  async function endAll(): Promise<void> {
    const all = [...running.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  return {
    start,
    stop({ turnId }) {
      const its = running.get(turnId);
      if (its?.turn.userId === profile()?.userId) its?.stop.abort();
    },
    async list() {
      const turns = await files.list(owner());
      // A file may be half a second behind; one without an end that does not run was broken off with the app.
      return turns.map((turn) => running.get(turn.turnId)?.turn ?? brokenOff(turn));
    },
    async forget({ turnId }) {
      const userId = owner();
      if (running.has(turnId)) throw new Refusal('This answer is being written still.');
      await files.remove({ userId, turnId });
    },
    async wipe() {
      await endAll();
      await files.wipe();
      begun.clear();
    },
    async close() {
      isClosed = true;
      await endAll();
    },
  };
}

/** A turn as the app left it when it was killed: what came before is kept. */
function brokenOff(turn: LocalTurn): LocalTurn {
  const end = {
    at: turn.startedAt,
    error: 'engine_crashed' as const,
    finishReason: 'aborted' as const,
    usage: NOTHING_USED,
  };
  return turn.end === null ? { ...turn, end } : turn;
}
