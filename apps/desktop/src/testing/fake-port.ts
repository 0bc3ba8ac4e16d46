import type { DesktopAnswer, DesktopCall, DesktopOutput } from '@geko/contracts/desktop';
import { callChannel } from '../channels.ts';
import type { CallEvent, CallPort } from '../main/ipc.ts';

type Listener = (event: CallEvent, ...args: unknown[]) => Promise<unknown>;

/** Electron's ipcMain without Electron. */
export type FakePort = CallPort & {
  channels(): string[];
  /** What Electron does with a message from a page. */
  send(channel: string, event: CallEvent, ...args: unknown[]): Promise<unknown>;
  ask<C extends DesktopCall>(
    call: C,
    event: CallEvent,
    ...args: unknown[]
  ): Promise<DesktopAnswer<DesktopOutput<C>>>;
};

export function fakePort(): FakePort {
  const listeners = new Map<string, Listener>();
  const send: FakePort['send'] = async (channel, event, ...args) => {
    const listener = listeners.get(channel);
    if (listener === undefined) throw new Error(`Nobody handles ${channel}.`);
    return await listener(event, ...args);
  };
  return {
    handle(channel, listener) {
      if (listeners.has(channel)) throw new Error(`${channel} is handled already.`);
      listeners.set(channel, listener);
    },
    channels: () => [...listeners.keys()],
    send,
    ask: async <C extends DesktopCall>(call: C, event: CallEvent, ...args: unknown[]) =>
      (await send(callChannel(call), event, ...args)) as DesktopAnswer<DesktopOutput<C>>,
  };
}
