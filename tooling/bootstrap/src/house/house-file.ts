import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killTree } from './kill-tree.ts';
import { processToken } from './process-token.ts';

type Running = { pid: number; token: string };

/** Who runs a data folder: the supervisor and its children. A start after kill -9 reads it to clear up. */
type HouseFacts = { supervisor: Running; port: number; children: Record<string, Running> };

/** Thrown when another supervisor serves this data folder. */
export class AlreadyRunning extends Error {
  constructor(facts: HouseFacts) {
    super(
      `Geko runs already: http://localhost:${facts.port} (process ${facts.supervisor.pid}). ` +
        'Stop it first, or give this one a GEKO_DATA_DIR and PORT of its own.',
    );
    this.name = 'AlreadyRunning';
  }
}

const patienceMs = 4000;

function isRunning({ pid, token }: Running): boolean {
  return processToken(pid) === token;
}

/** Claims a data folder for this process and keeps the list of its children on disk. */
export class HouseFile {
  readonly #file: string;
  readonly #facts: HouseFacts;

  private constructor(file: string, port: number) {
    this.#file = file;
    const token = processToken(process.pid) ?? '';
    this.#facts = { supervisor: { pid: process.pid, token }, port, children: {} };
  }

  /**
   * Claims `dataDir`: waits a little for a supervisor that is on its way out, and stops children whose supervisor was
   * killed.
   * @throws AlreadyRunning when a live supervisor stays.
   */
  static async claim(dataDir: string, port: number): Promise<HouseFile> {
    const file = join(dataDir, 'house.json');
    const left = readFacts(file);
    if (left !== null) {
      const deadline = performance.now() + patienceMs;
      while (isRunning(left.supervisor)) {
        if (performance.now() > deadline) throw new AlreadyRunning(left);
        await sleep(100);
      }
      for (const child of Object.values(readFacts(file)?.children ?? {})) {
        if (isRunning(child)) await killTree(child.pid);
      }
    }
    const house = new HouseFile(file, port);
    house.#write();
    return house;
  }

  /** Notes that a child runs (or, with null, that it does not). */
  note(name: string, pid: number | null): void {
    const token = pid === null ? null : processToken(pid);
    if (pid === null || token === null) delete this.#facts.children[name];
    else this.#facts.children[name] = { pid, token };
    this.#write();
  }

  /** Gives the folder back. */
  release(): void {
    rmSync(this.#file, { force: true });
  }

  #write(): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#facts), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function readFacts(file: string): HouseFacts | null {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as HouseFacts;
  } catch {
    return null;
  }
}
