import { ToEngine, type FromEngine } from './protocol.ts';
import { openSession, type LlamaSession } from './llama-session.ts';
import { LocalModelError, toLocalError } from '../local-error.ts';

/** The line to the app: Node's own in a child process, a message port in Electron's utility process. */
export type EnginePort = {
  post(message: FromEngine): void;
  onMessage(listener: (message: unknown) => void): void;
};

const detailOf = (error: LocalModelError): string =>
  error.cause instanceof Error ? error.cause.message : '';

/** The whole of the process in which llama.cpp runs: one model, one chat after the other. */
export function runEngine(port: EnginePort): void {
  let session: LlamaSession | null = null;
  const running = new Map<number, AbortController>();

  const load = async (message: ToEngine & { kind: 'load' }): Promise<void> => {
    try {
      session = await openSession(message);
      port.post({ kind: 'loaded' });
    } catch (cause) {
      const error = toLocalError(cause, 'broken_file');
      port.post({ kind: 'not_loaded', code: error.code, detail: detailOf(error) });
    }
  };
  const chat = async ({ id, chat: asked }: ToEngine & { kind: 'chat' }): Promise<void> => {
    const stop = new AbortController();
    running.set(id, stop);
    try {
      if (session === null) throw new LocalModelError('not_installed');
      const end = await session.chat(asked, {
        signal: stop.signal,
        onPart: (part) => port.post({ kind: 'part', id, part }),
      });
      port.post({ kind: 'end', id, end });
    } catch (cause) {
      const error = toLocalError(cause, 'engine_crashed');
      port.post({ kind: 'failed', id, code: error.code, detail: detailOf(error) });
    } finally {
      running.delete(id);
    }
  };
  port.onMessage((said) => {
    const message = ToEngine.parse(said);
    switch (message.kind) {
      case 'load':
        return void load(message);
      case 'chat':
        return void chat(message);
      case 'abort':
        return running.get(message.id)?.abort();
    }
  });
}
