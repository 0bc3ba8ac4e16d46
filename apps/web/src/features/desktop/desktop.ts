import type {
  DesktopBridge,
  DesktopCall,
  DesktopEvent,
  DesktopFailure,
  DesktopInput,
  DesktopOutput,
  desktopEvents,
} from '@geko/contracts/desktop';
import type { z } from 'zod';
import { useIsHydrated } from '../../lib/use-is-hydrated.ts';

declare global {
  interface Window {
    /** Only in the desktop app, whose preload puts it there. */
    gekoDesktop?: DesktopBridge;
  }
}

/** What the shell did not do; message: in plain words. */
export class DesktopError extends Error {
  override readonly name = 'DesktopError';
  readonly code: DesktopFailure['code'];

  constructor({ code, message }: DesktopFailure) {
    super(message);
    this.code = code;
  }
}

function bridge(): DesktopBridge | undefined {
  return typeof window === 'undefined' ? undefined : window.gekoDesktop;
}

/** Whether this page runs in the desktop app. */
export function hasDesktop(): boolean {
  return bridge() !== undefined;
}

/** The same for what is drawn: false until the server's HTML is taken over. */
export function useHasDesktop(): boolean {
  return useIsHydrated() && hasDesktop();
}

type Args<C extends DesktopCall> =
  DesktopInput<C> extends undefined ? [] : [input: DesktopInput<C>];

/**
 * Asks the shell.
 * @throws DesktopError for what it could not do or does not allow, and outside of the desktop app
 */
export async function askDesktop<C extends DesktopCall>(
  call: C,
  ...[input]: Args<C>
): Promise<DesktopOutput<C>> {
  const ask = bridge()?.[call] as
    | ((input: unknown) => Promise<{ value: DesktopOutput<C> } | { failure: DesktopFailure }>)
    | undefined;
  if (ask === undefined) {
    throw new DesktopError({ code: 'failed', message: 'This is not the desktop app.' });
  }
  const answer = await ask(input);
  if ('failure' in answer) throw new DesktopError(answer.failure);
  return answer.value;
}

/** What an event of the shell brings. */
export type DesktopNews<E extends DesktopEvent> = z.output<(typeof desktopEvents)[E]>;

/** Hears what the shell tells. Returns how to stop that; outside of the desktop app nothing is heard. */
export function onDesktop<E extends DesktopEvent>(
  event: E,
  listener: (news: DesktopNews<E>) => void,
): () => void {
  return bridge()?.on(event, listener) ?? (() => undefined);
}
