import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from './kill-tree.ts';

/** A program to keep running under Node 24. */
export type ChildPlan = {
  name: string;
  /** Arguments of Node: flags, the file, its arguments. */
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Time it gets to end by itself after SIGTERM. */
  graceMs: number;
};

export type ChildEvents = {
  onLine: (name: string, line: string) => void;
  onPid: (name: string, pid: number | null) => void;
  /** Called once when it died too often to be started again. */
  onGaveUp: (name: string) => void;
};

const restartWindowMs = 60_000;
const mostRestarts = 5;
const watchParent = new URL('watch-parent.ts', import.meta.url).href;

/** Keeps one child running: starts it, starts it again with growing pauses when it dies, stops it when told. */
export class SupervisedChild {
  readonly #plan: ChildPlan;
  readonly #events: ChildEvents;
  #child: ChildProcess | null = null;
  #isStopping = false;
  #deathsAt: number[] = [];

  constructor(plan: ChildPlan, events: ChildEvents) {
    this.#plan = plan;
    this.#events = events;
    this.#start();
  }

  /** Sends SIGTERM, waits for the end, and uses force after the plan's grace. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (child?.pid === undefined) return;
    const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const grace = new AbortController();
    await Promise.race([
      ended,
      sleep(this.#plan.graceMs, null, { signal: grace.signal }).catch(() => null),
    ]);
    grace.abort();
    this.kill();
    await ended;
  }

  /** Ends it and all it started, at once. */
  kill(): void {
    this.#isStopping = true;
    if (this.#child?.pid !== undefined) signalGroup(this.#child.pid, 'SIGKILL');
  }

  #start(): void {
    const { name, args, cwd, env } = this.#plan;
    // A group of its own: Ctrl-C in the terminal must reach only the supervisor, which stops things in order.
    const child = spawn(process.execPath, ['--import', watchParent, ...args], {
      cwd,
      env: { ...env, GEKO_SUPERVISOR_PID: String(process.pid) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#child = child;
    this.#events.onPid(name, child.pid ?? null);
    for (const stream of [child.stdout, child.stderr]) this.#forward(stream);
    child.once('error', (error) => this.#events.onLine(name, error.message));
    child.once('exit', (code, signal) => this.#onExit(child, signal ?? `code ${code}`));
  }

  #forward(stream: Readable | null): void {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) =>
      this.#events.onLine(this.#plan.name, line),
    );
  }

  #onExit(child: ChildProcess, how: string): void {
    const { name } = this.#plan;
    this.#child = null;
    this.#events.onPid(name, null);
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    if (this.#isStopping) return;
    const now = performance.now();
    this.#deathsAt = [...this.#deathsAt.filter((at) => now - at < restartWindowMs), now];
    if (this.#deathsAt.length > mostRestarts) {
      this.#events.onLine(name, `ended (${how}) ${this.#deathsAt.length} times within a minute`);
      this.#events.onGaveUp(name);
      return;
    }
    const pauseMs = 250 * 2 ** (this.#deathsAt.length - 1);
    this.#events.onLine(name, `ended (${how}); starting it again in ${pauseMs} ms`);
    setTimeout(() => !this.#isStopping && this.#start(), pauseMs);
  }
}
