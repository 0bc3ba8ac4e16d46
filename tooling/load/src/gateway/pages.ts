import { cellsOf, compare, ratioOf } from './compare.ts';
import { pages, portkey, type Bench } from './contenders.ts';
import type { Options } from './options.ts';

const STREAM = { chunks: 50, delayMs: 0, isStream: true };

/** The chat's own route (a server job, the log of parts, the pages' dialect) beside Portkey's plain stream. */
export async function benchPages(bench: Bench, options: Options): Promise<void> {
  const callers = Math.max(...options.callers);
  const contenders = [portkey(bench, STREAM), pages(bench, STREAM)];
  const compared = await compare(contenders, { ...options, callers, staggerMs: 100 });
  console.log(
    `\n### The chat of the pages, 50 chunks as fast as they are taken; ${callers} at once\n`,
  );
  console.log(`| Figure | ${compared.names.join(' | ')} | Geko ÷ Portkey |`);
  console.log('| --- | ---: | ---: | ---: |');
  for (const [figure, name] of [
    ['perSecond', 'streams a second'],
    ['serverCpuMs', 'CPU of the server a stream, ms'],
    ['postgresCpuMs', 'CPU of Postgres a stream, ms'],
  ] as const) {
    const ratio = figure === 'postgresCpuMs' ? '–' : ratioOf(compared, figure, [1, 0]);
    console.log(`| ${name} | ${cellsOf(compared, figure).join(' | ')} | ${ratio} |`);
  }
}
