import type { ToEngine } from './protocol.ts';

/** A process of its own for llama.cpp, so that what crashes there takes nothing along. */
export type EngineProcess = {
  post(message: ToEngine): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once. detail: the end of what it said, for logs. */
  onExit(listener: (detail: string) => void): void;
  /** At once; `onExit` follows. */
  kill(): void;
};

/** The one difference between a server (fork-engine.ts) and Electron's utility process. */
export type StartEngine = () => EngineProcess;
