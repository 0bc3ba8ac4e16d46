import { addedBy, cellsOf, compare, ratioOf, type Compared } from './compare.ts';
import { direct, ours, portkey, type Bench } from './contenders.ts';
import type { Options } from './options.ts';
import type { Figures } from './round.ts';
import type { Wanted } from './ways.ts';

const CHUNKS = 50;
const KINDS: { name: string; part: 'streams' | 'paced' | 'whole'; wanted: Wanted }[] = [
  {
    name: `streams of ${CHUNKS} chunks, as fast as they are taken`,
    part: 'streams',
    wanted: { chunks: CHUNKS, delayMs: 0, isStream: true },
  },
  {
    name: `streams of ${CHUNKS} chunks, 10 ms apart`,
    part: 'paced',
    wanted: { chunks: CHUNKS, delayMs: 10, isStream: true },
  },
  {
    name: 'whole answers',
    part: 'whole',
    wanted: { chunks: CHUNKS, delayMs: 0, isStream: false },
  },
];

const ROWS: { figure: keyof Figures; name: string }[] = [
  { figure: 'perSecond', name: 'calls a second' },
  { figure: 'p50Ms', name: 'whole call, p50, ms' },
  { figure: 'p99Ms', name: 'whole call, p99, ms' },
  { figure: 'firstP50Ms', name: 'first token, p50, ms' },
  { figure: 'firstP99Ms', name: 'first token, p99, ms' },
  { figure: 'serverCpuMs', name: 'CPU of the server a call, ms' },
  { figure: 'postgresCpuMs', name: 'CPU of Postgres a call, ms' },
  { figure: 'peakMb', name: 'most memory of the server, MB' },
];

const [DIRECT, PORTKEY, ALL, HOT] = [0, 1, 2, 3] as const;

/** The API for programs beside the provider called directly and beside Portkey. */
export async function benchCalls(bench: Bench, options: Options): Promise<void> {
  for (const { name, part, wanted } of KINDS) {
    if (!options.parts.has(part)) continue;
    for (const callers of options.callers) {
      const contenders = [
        direct(bench, wanted),
        portkey(bench, wanted),
        ours(bench, wanted, 'all'),
        ours(bench, wanted, 'hot'),
      ];
      // Paced streams take half a second each, others a few milliseconds.
      const staggerMs = wanted.delayMs === 0 ? 100 : CHUNKS * wanted.delayMs;
      const compared = await compare(contenders, { ...options, callers, staggerMs });
      print(`${name}; ${callers} at once`, compared);
    }
  }
}

function print(title: string, compared: Compared): void {
  console.log(`\n### ${title}\n`);
  console.log(`| Figure | ${compared.names.join(' | ')} | Geko ÷ Portkey | one workspace |`);
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const { figure, name } of ROWS) {
    const isFirst = figure === 'firstP50Ms' || figure === 'firstP99Ms';
    const against = (index: number) => {
      if (figure === 'postgresCpuMs') return '–';
      // Portkey waits 25 ms before its first chunk on purpose: who is beside it is the provider itself.
      return isFirst
        ? `direct + ${addedBy(compared, figure, [index, DIRECT])}`
        : ratioOf(compared, figure, [index, PORTKEY]);
    };
    const cells = [...cellsOf(compared, figure), against(ALL), against(HOT)];
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}
