import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { DialectName, MediaName } from './dialects/dialect.ts';
import type { Fault } from './script.ts';

/**
 * How a request ended. `refused`: a bad key or a request no provider would take. `without-hold`: nobody had set funds and
 * quota aside for it. `cut`: its script's cut ended the stream.
 */
export type Outcome =
  | 'completed'
  | 'aborted-by-client'
  | 'server-closed'
  | 'refused'
  | 'without-hold'
  | 'cut'
  | `fault:${Fault}`;

/** One request as the provider saw it. Billable output is `outputTokensSent + reasoningTokens`. */
export type LogEntry = {
  id: string;
  /** ISO time of arrival. */
  at: string;
  dialect: DialectName | `media:${MediaName}`;
  path: string;
  model: string;
  stream: boolean;
  keyLast4: string | null;
  /** Request headers whose name starts with `x-geko-`. */
  headers: Record<string, string>;
  promptTokens: number;
  /** Tokens of the answer written to the socket. */
  outputTokensSent: number;
  /** Reasoning tokens spent, shown to the client or not. */
  reasoningTokens: number;
  cachedTokens: number;
  /** The last usage object written, in the dialect's own shape; null when none was. */
  usageReported: Record<string, unknown> | null;
  fault: Fault | null;
  /** Its script's; null = it has none. */
  tag: string | null;
  /** Its script's cut was reached. */
  isCut: boolean;
  state: 'running' | 'done';
  outcome: Outcome | null;
  /** HTTP status sent; null when the request got none. */
  status: number | null;
  /** The answer as far as it was sent; null in demo mode, which keeps nobody's words. */
  text: string | null;
};

/** The requests of one server, oldest first. Entries are live: those in flight change under the reader. */
export type RequestLog = {
  open(entry: LogEntry): void;
  /** Closes an entry once; later calls change nothing. */
  close(entry: LogEntry, outcome: Outcome): void;
  entries(): LogEntry[];
  /** All since the start, those that were cleared as well. */
  archive(): readonly LogEntry[];
  clear(): void;
  /** Resolves when no request runs; rejects after `timeoutMs` naming how many still do. */
  idle(timeoutMs?: number): Promise<void>;
};

const IDLE_POLL_MS = 5;

/** Makes a log. With `file`, each entry is appended as a JSON line when it opens and again when it closes. */
export function createRequestLog(file?: string): RequestLog {
  let entries: LogEntry[] = [];
  const archive: LogEntry[] = [];
  const save = (entry: LogEntry) => {
    if (file) appendFileSync(file, `${JSON.stringify(entry)}\n`);
  };
  return {
    open(entry) {
      entries.push(entry);
      archive.push(entry);
      save(entry);
    },
    close(entry, outcome) {
      if (entry.state === 'done') return;
      entry.state = 'done';
      entry.outcome = outcome;
      save(entry);
    },
    entries: () => entries,
    archive: () => archive,
    clear() {
      entries = [];
    },
    async idle(timeoutMs = 5000) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const running = entries.filter((entry) => entry.state === 'running').length;
        if (running === 0) return;
        if (performance.now() > deadline)
          throw new Error(`${running} requests still run at the fake provider`);
        await new Promise((resolve) => setTimeout(resolve, IDLE_POLL_MS));
      }
    },
  };
}

/** Reads a log file: one entry a request, in order of arrival, each in its last written state. */
export function readLogFile(file: string): LogEntry[] {
  if (!existsSync(file)) return [];
  const byId = new Map<string, LogEntry>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const entry = JSON.parse(line) as LogEntry;
    byId.set(entry.id, entry);
  }
  return [...byId.values()];
}
