import { parseArgs } from 'node:util';

const PARTS = [
  'streams',
  'paced',
  'whole',
  'pages',
  'slow-commits',
  'memory',
  'overspend',
  'round-trips',
  'profile',
] as const;
export type Part = (typeof PARTS)[number];

export type Options = {
  parts: ReadonlySet<Part>;
  rounds: number;
  seconds: number;
  callers: readonly number[];
  workspaces: number;
};

const HELP = `npm run bench:gateway -- [parts] [--rounds 3] [--seconds 4] [--callers 1,16,64] [--workspaces 100]
Parts: ${PARTS.join(', ')}; all of them unless some are named.`;

/** What to measure, from the command line. null = it only asked how. @throws TypeError for what it does not know */
export function readOptions(args: string[]): Options | null {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '4' },
      callers: { type: 'string', default: '1,16,64' },
      workspaces: { type: 'string', default: '100' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return null;
  }
  return {
    parts: new Set(positionals.length === 0 ? PARTS : positionals.map(toPart)),
    rounds: toCount('rounds', values.rounds),
    seconds: toCount('seconds', values.seconds),
    callers: values.callers.split(',').map((each) => toCount('callers', each)),
    workspaces: toCount('workspaces', values.workspaces),
  };
}

function toPart(name: string): Part {
  const part = PARTS.find((each) => each === name);
  if (part === undefined) throw new TypeError(`There is no part ${name}.\n${HELP}`);
  return part;
}

function toCount(name: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new TypeError(`--${name} must be a whole number above zero, not ${text}.`);
}
