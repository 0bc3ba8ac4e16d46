import { CUT_ENDINGS, CUTS, type Cut, type CutEnding } from './cuts.ts';

/** What can be made to go wrong; each shows itself in the form its dialect has for it. */
export const FAULTS = [
  '429',
  '500',
  'slow',
  'hang',
  'reset-before',
  'reset-after',
  'hang-after',
  'no-usage',
  'usage-twice',
  'usage-zero',
  'bad-json',
  'error-chunk',
  'no-finish',
] as const;

export type Fault = (typeof FAULTS)[number];

/** How one request is answered. Every field is optional; `DEFAULT_SCRIPT` and `planReply` say what its absence means. */
export type Script = {
  fault?: Fault;
  /** For reset-after, hang-after, bad-json and error-chunk: tokens of the answer sent before it happens. Half without. */
  tokens?: number;
  /** For 429: seconds named in Retry-After. 2 without. */
  retryAfter?: number;
  /** For slow: milliseconds before the first token. 3000 without. */
  wait?: number;
  /** For hang and reset-before: whether status and headers are sent first. */
  headers?: boolean;
  /** Where the bytes of the stream are cut, beside any fault. */
  cut?: Cut;
  /** What follows at the cut. A reset without. */
  ending?: CutEnding;
  /** For a cut within the answer: tokens of it sent before. None without. */
  cutAfter?: number;
  /** By which the log's reader finds this request. */
  tag?: string;
  /** Length of the answer in tokens of filler text. */
  reply?: number;
  /** The answer, word for word, in place of filler text. */
  text?: string;
  /** Puts the answer into a call of this function, as its arguments. Only in the dialects of /chat/completions and /messages. */
  tool?: string;
  /** Says at the end that the provider's censor cut the answer off. */
  finish?: 'filter';
  /** Reasoning tokens spent before the answer. */
  reasoning?: number;
  /** Input tokens reported as read from the cache. */
  cached?: number;
  /** Input tokens reported as written to the cache. */
  cacheWrite?: number;
  /** What is told of a file's length, in place of what it lasts. */
  seconds?: number;
  /** Milliseconds between chunks. */
  delay?: number;
  tokensPerChunk?: number;
};

const NUMBER_FIELDS = [
  'tokens',
  'cutAfter',
  'retryAfter',
  'wait',
  'reply',
  'reasoning',
  'cached',
  'cacheWrite',
  'seconds',
  'delay',
  'tokensPerChunk',
] as const;

const FIELDS: readonly string[] = [
  ...NUMBER_FIELDS,
  'fault',
  'cut',
  'ending',
  'tag',
  'text',
  'tool',
  'headers',
  'finish',
];

/** A script that cannot be understood. Answered with status 400, so that a test with a typing error fails. */
export class ScriptError extends Error {}

/** Checks fields that came from outside (a directive or the control route). Throws ScriptError naming the bad field. */
export function parseScript(fields: Record<string, unknown>): Script {
  const script: Script = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!FIELDS.includes(name)) throw new ScriptError(`unknown field ${name}`);
    const numberField = NUMBER_FIELDS.find((field) => field === name);
    if (numberField) script[numberField] = parseCount(name, value);
    else if (name === 'fault') script.fault = oneOf('fault', FAULTS, value);
    else if (name === 'cut') script.cut = oneOf('cut', CUTS, value);
    else if (name === 'ending') script.ending = oneOf('ending', CUT_ENDINGS, value);
    else if (name === 'text' || name === 'tool' || name === 'tag') script[name] = String(value);
    else if (name === 'finish') script.finish = parseFinish(value);
    else script.headers = value === true || value === '1' || value === 'true';
  }
  return script;
}

/** Reads `[[fake: fault=reset-after tokens=5 text="two words"]]` out of a message; null when there is none. */
export function parseDirective(message: string): Script | null {
  const inside = /\[\[fake:(.*?)\]\]/s.exec(message)?.[1];
  if (inside === undefined) return null;
  const fields: Record<string, string> = {};
  const rest = inside.replaceAll(
    /([\w-]+)=(?:"([^"]*)"|(\S+))/g,
    (_, name: string, quoted?: string, bare?: string) => {
      fields[name] = quoted ?? bare ?? '';
      return '';
    },
  );
  if (rest.trim() !== '') throw new ScriptError(`cannot read "${rest.trim()}"`);
  return parseScript(fields);
}

function oneOf<T extends string>(field: string, names: readonly T[], value: unknown): T {
  const found = names.find((name) => name === String(value));
  if (!found)
    throw new ScriptError(`unknown ${field} ${String(value)}; one of ${names.join(', ')}`);
  return found;
}

function parseFinish(value: unknown): 'filter' {
  if (value !== 'filter') throw new ScriptError(`finish can only be filter, not ${String(value)}`);
  return value;
}

function parseCount(name: string, value: unknown): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 0)
    throw new ScriptError(`${name} is not a whole number ≥ 0`);
  return count;
}
