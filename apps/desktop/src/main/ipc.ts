import type { z } from 'zod';
import {
  desktopCalls,
  type DesktopAnswer,
  type DesktopCall,
  type DesktopFailure,
  type DesktopOutput,
} from '@geko/contracts/desktop';
import { LocalModelError } from '@geko/local-models/local-error';
import { callChannel } from '../channels.ts';
import { Refusal } from './refusal.ts';

/** A frame as Electron tells of it. */
export type Frame = { url: string; parent: unknown };

/** Who has sent a message. senderFrame: null = the frame has gone since. */
export type CallEvent = { sender: unknown; senderFrame: Frame | null };

/** Electron's ipcMain, as far as it is needed. */
export type CallPort = {
  handle(
    channel: string,
    listener: (event: CallEvent, ...args: unknown[]) => Promise<unknown>,
  ): void;
};

/** What answers the page, one for each call. Inputs are parsed; what is thrown is told as a DesktopFailure. */
export type Calls = {
  [C in DesktopCall]: (
    input: z.output<(typeof desktopCalls)[C]['input']>,
  ) => Promise<DesktopOutput<C> extends undefined ? void : DesktopOutput<C>>;
};

export type CallGuard = {
  /** Whether this is the content of the app's own window. */
  isOurs: (sender: unknown) => boolean;
  /** Whether a page of this address may ask. */
  isTrustedUrl: (url: string) => boolean;
  /** Gets what went wrong and is not told to the page. */
  onError: (error: unknown, call: DesktopCall) => void;
};

/** Answers every call of the language, after looking at who asks and at what is asked. */
export function answerCalls(port: CallPort, calls: Calls, guard: CallGuard): void {
  for (const name of Object.keys(desktopCalls) as DesktopCall[]) {
    port.handle(callChannel(name), (event, ...args) => answer(name, { event, args, calls, guard }));
  }
}

async function answer(
  name: DesktopCall,
  {
    event,
    args,
    calls,
    guard,
  }: { event: CallEvent; args: unknown[]; calls: Calls; guard: CallGuard },
): Promise<DesktopAnswer<unknown>> {
  try {
    assertTrusted(event, guard);
    const { input, output } = desktopCalls[name];
    if (args.length > 1) throw new Refusal('A call has one input.', 'bad_input');
    const parsed = input.safeParse(args[0]);
    if (!parsed.success) throw new Refusal(firstIssue(parsed.error), 'bad_input');
    const call = calls[name] as (given: unknown) => Promise<unknown>;
    return { value: output.parse(await call(parsed.data)) };
  } catch (error) {
    return { failure: failureOf(error, (unknown) => guard.onError(unknown, name)) };
  }
}

/** Only the top frame of our own window, and only while it shows a page of ours. */
function assertTrusted({ sender, senderFrame }: CallEvent, guard: CallGuard): void {
  const isTrusted =
    senderFrame !== null &&
    senderFrame.parent === null &&
    guard.isOurs(sender) &&
    guard.isTrustedUrl(senderFrame.url);
  if (!isTrusted) throw new Refusal('This page may not ask the app.');
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const field = issue?.path.join('.') ?? '';
  return `${field === '' ? 'The input' : field}: ${issue?.message ?? 'not accepted'}`;
}

function failureOf(error: unknown, tell: (error: unknown) => void): DesktopFailure {
  if (error instanceof Refusal) return { code: error.code, message: error.message };
  if (error instanceof LocalModelError) {
    if (error.cause !== undefined) tell(error);
    return { code: error.code, message: error.message };
  }
  tell(error);
  return { code: 'failed', message: 'The app could not do that.' };
}
