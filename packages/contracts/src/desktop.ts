import { z } from 'zod';
import { DeviceId } from './licences.ts';
import {
  LocalChatEnd,
  LocalErrorCode,
  LocalMessage,
  LocalModel,
  LocalModelId,
  LocalModelRef,
  LocalModelStatus,
  LocalPart,
} from './local-models.ts';
import { NewId } from './ids.ts';
import { Text } from './text.ts';

/** The shell and the machine that it runs on. */
export const DesktopInfo = z.object({
  version: z.string(),
  platform: z.enum(['darwin', 'win32', 'linux']),
  deviceId: DeviceId,
  /** As the system calls the machine; at most 80 characters. */
  deviceName: z.string(),
});
export type DesktopInfo = z.infer<typeof DesktopInfo>;

/** Who is signed in, as the page told the shell last: the offline page knows nobody else to ask. */
export const DesktopProfile = z.object({
  userId: NewId,
  name: z.string().max(200),
  workspaces: z
    .array(
      z.object({
        id: NewId,
        slug: z.string().max(100),
        name: z.string().max(200),
        /** Whether the workspace, and the person's role in it, allow models on their own machine. */
        mayUseLocalModels: z.boolean(),
      }),
    )
    .max(200),
});
export type DesktopProfile = z.infer<typeof DesktopProfile>;

/** One message to a model on this machine. Ids are the page's, so a resend is harmless. */
export const LocalTurnRequest = z.object({
  turnId: NewId,
  userId: NewId,
  workspaceId: NewId,
  conversationId: NewId,
  messageId: NewId,
  modelId: LocalModelId,
  text: Text.min(1).max(200_000),
  /** What the model is told, oldest first; its last entry is the message itself. */
  messages: z.array(LocalMessage).min(1).max(1_000),
});
export type LocalTurnRequest = z.infer<typeof LocalTurnRequest>;

/** A turn that this machine answered and its server has not heard of yet. The shell keeps it until it has. */
export const LocalTurn = LocalTurnRequest.omit({ messages: true }).extend({
  /** null = it is being written still. error: what broke it off; what came before is kept. */
  end: z
    .object({ at: z.iso.datetime(), error: LocalErrorCode.nullable(), ...LocalChatEnd.shape })
    .nullable(),
  startedAt: z.iso.datetime(),
  answer: z.string(),
  reasoning: z.string(),
});
export type LocalTurn = z.infer<typeof LocalTurn>;

export const LocalTurnRef = z.object({ turnId: NewId });
export type LocalTurnRef = z.infer<typeof LocalTurnRef>;

/** How a newer version of the shell comes. */
export const UpdateState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('downloading'), version: z.string() }),
  /** It is taken with the next start. */
  z.object({ state: z.literal('ready'), version: z.string() }),
  /**
   * It was not taken: it did not come whole, is signed by somebody else, or the system would not install it. The first two are
   * tried again with the next look; the third when it is asked for.
   */
  z.object({
    state: z.literal('failed'),
    version: z.string(),
    reason: z.enum(['download', 'signature', 'install']),
  }),
]);
export type UpdateState = z.infer<typeof UpdateState>;

export const DesktopNotice = z.object({
  title: z.string().min(1).max(100),
  body: z.string().max(500),
  /** Where a press on it leads, such as "/w/acme/c/…". */
  path: z.string().startsWith('/').max(500),
});
export type DesktopNotice = z.infer<typeof DesktopNotice>;

const Nothing = z.undefined();

/**
 * Every question that a page may ask of the shell, and what it may answer: `input` is parsed before anything is done, and a
 * frame that is not the app's own is refused before that. Failures are told as a `DesktopFailure`, never as a raw error.
 */
export const desktopCalls = {
  getInfo: { input: Nothing, output: DesktopInfo },
  /** null = nobody was told of, or who was has signed out. */
  getProfile: { input: Nothing, output: DesktopProfile.nullable() },
  tellProfile: { input: DesktopProfile, output: Nothing },
  /** Opens the system's browser, where people sign in as they are used to; the app comes back by itself. */
  signInByBrowser: { input: Nothing, output: Nothing },
  /** Ends the session and forgets whatever belongs to the person, turns that were not heard of included. */
  signOut: { input: Nothing, output: Nothing },
  listModels: { input: Nothing, output: z.array(LocalModel) },
  /** Answers at once; `modelChanged` tells how it goes. */
  installModel: { input: LocalModelRef, output: Nothing },
  pauseModel: { input: LocalModelRef, output: Nothing },
  cancelModel: { input: LocalModelRef, output: Nothing },
  removeModel: { input: LocalModelRef, output: Nothing },
  /** Answers when the turn has begun; `turnPart` and `turnEnd` tell the rest. A turn that was begun already is left alone. */
  startTurn: { input: LocalTurnRequest, output: Nothing },
  stopTurn: { input: LocalTurnRef, output: Nothing },
  /** Oldest first, of the person who is signed in. */
  listTurns: { input: Nothing, output: z.array(LocalTurn) },
  /** The server has it now. */
  forgetTurn: { input: LocalTurnRef, output: Nothing },
  notify: { input: DesktopNotice, output: Nothing },
  /** 0 takes it away. */
  setBadge: { input: z.number().int().min(0).max(9_999), output: Nothing },
  getUpdate: { input: Nothing, output: UpdateState },
  restartToUpdate: { input: Nothing, output: Nothing },
  /** Of the offline page: whether the server answers; when it does, the window goes there. */
  reconnect: { input: Nothing, output: z.boolean() },
} as const;

/** What the shell tells without being asked. */
export const desktopEvents = {
  modelChanged: z.object({ id: LocalModelId, status: LocalModelStatus }),
  turnPart: LocalTurnRef.extend({ part: LocalPart }),
  turnEnd: LocalTurn,
  updateChanged: UpdateState,
  /** A deep link or a notice asks for a page of the app. */
  opened: z.object({ path: z.string().startsWith('/') }),
} as const;

/** What a call to the shell fails with: `code` of a local model's failure, or that the call itself was not allowed. */
export const DesktopFailure = z.object({
  code: z.union([LocalErrorCode, z.enum(['refused', 'bad_input', 'failed'])]),
  message: z.string(),
});
export type DesktopFailure = z.infer<typeof DesktopFailure>;

/** An answer as it crosses from the shell to the page: errors lose their fields on that way, so they do not travel as such. */
export type DesktopAnswer<T> = { value: T } | { failure: DesktopFailure };

export type DesktopCall = keyof typeof desktopCalls;
export type DesktopEvent = keyof typeof desktopEvents;
export type DesktopInput<C extends DesktopCall> = z.input<(typeof desktopCalls)[C]['input']>;
export type DesktopOutput<C extends DesktopCall> = z.output<(typeof desktopCalls)[C]['output']>;

/** `window.gekoDesktop`: all that a page of the app can reach of the machine. Undefined in a browser. */
export type DesktopBridge = {
  [C in DesktopCall]: (input: DesktopInput<C>) => Promise<DesktopAnswer<DesktopOutput<C>>>;
} & {
  /** Calls the listener with each event of that name. Returns how to stop that. */
  on<E extends DesktopEvent>(
    event: E,
    listener: (payload: z.output<(typeof desktopEvents)[E]>) => void,
  ): () => void;
};
