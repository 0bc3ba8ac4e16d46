import { pino } from 'pino';
import type { DestinationStream, Logger as Pino } from 'pino';
import { scrub } from './scrub.ts';
import { scrubText } from './scrub-text.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFacts = object;

/** What packages take to log with; any object of this shape will do. */
export type Logger = {
  debug(facts: LogFacts, message: string): void;
  info(facts: LogFacts, message: string): void;
  warn(facts: LogFacts, message: string): void;
  error(facts: LogFacts, message: string): void;
  /** A logger that adds these facts to every line: a request id, a job's name. */
  child(facts: LogFacts): Logger;
};

/**
 * JSON lines on standard output: `{"level":"info","time":"…Z","name":"web",…facts,"msg":"…"}`, without
 * secrets (see scrub.ts). now: the clock of the lines; the system's by default. to: another place to
 * write, for tests.
 */
export function createLogger(options: {
  name: string;
  level: LogLevel | 'silent';
  now?: () => Date;
  to?: DestinationStream;
}): Logger {
  const now = options.now ?? (() => new Date());
  const settings = {
    name: options.name,
    level: options.level,
    base: {},
    timestamp: () => `,"time":"${now().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return wrap(options.to === undefined ? pino(settings) : pino(settings, options.to));
}

const scrubFacts = (facts: LogFacts) => scrub(facts) as LogFacts;

function wrap(inner: Pino): Logger {
  const write = (level: LogLevel) => (facts: LogFacts, message: string) => {
    if (inner.isLevelEnabled(level)) inner[level](scrubFacts(facts), scrubText(message));
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (facts) => wrap(inner.child(scrubFacts(facts))),
  };
}
