import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHouse } from '@geko/house/start-house';
import { startProvider } from '@geko/house/start-provider';
import { registerOnPaygo, type LoadPerson } from '@geko/house/load-person';
import { runCalls, timeStream, type Figures } from './measure.ts';
import { spreadOf } from './spread.ts';

const ROUNDS = 3;
const PEOPLE = 64;
const CALLS_A_ROUND = { 1: 20, 16: 96, 64: 192 } as const;
const MODEL = 'gpt-4o-mini';
const TOKENS = 50;

/**
 * `npm run bench:chat`: the chat route (admission, hold, log, settlement, ledger) beside the fake
 * provider called directly, in one run, in alternating rounds. Prints medians over the rounds, their
 * spread, and ratios.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-load-'));
  const provider = await startProvider({ needsHolds: false });
  try {
    const house = await startHouse({ folder, providerUrl: provider.url });
    try {
      const people = await registerOnPaygo(house, PEOPLE);
      let calls = 0;
      for (const delayMs of [10, 0]) {
        const pace = delayMs === 0 ? 'unpaced' : `${delayMs} ms apart`;
        console.log(`\n### ${TOKENS} chunks a stream, ${pace}\n`);
        console.log('| Viewers | Figure | Provider directly | Geko | Geko ÷ direct |');
        console.log('| ---: | --- | ---: | ---: | ---: |');
        for (const viewers of [1, 16, 64] as const) await compare(viewers, delayMs);
      }

      async function compare(viewers: 1 | 16 | 64, delayMs: number): Promise<void> {
        const count = CALLS_A_ROUND[viewers];
        const text = `Hello [[fake: reply=${TOKENS} delay=${delayMs}]]`;
        const direct = () => callDirectly(provider.url, text);
        const ours = () => callGeko(people[(calls += 1) % PEOPLE], text);
        const rounds: { direct: Figures; ours: Figures }[] = [];
        await runCalls(ours, { count: viewers, viewers });
        for (let round = 0; round < ROUNDS; round += 1) {
          const directFirst = round % 2 === 0;
          const a = await runCalls(directFirst ? direct : ours, { count, viewers });
          const b = await runCalls(directFirst ? ours : direct, { count, viewers });
          rounds.push(directFirst ? { direct: a, ours: b } : { direct: b, ours: a });
        }
        report(viewers, rounds);
      }
    } finally {
      await house.stop();
    }
  } finally {
    await provider.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function callDirectly(providerUrl: string, text: string) {
  return timeStream(
    () =>
      fetch(`${providerUrl}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer sk-load' },
        body: JSON.stringify({
          model: MODEL,
          stream: true,
          stream_options: { include_usage: true },
          messages: [{ role: 'user', content: text }],
        }),
      }),
    /"content":"[^"]/,
  );
}

function callGeko(person: LoadPerson | undefined, text: string) {
  if (!person) throw new Error('there are fewer people than viewers');
  return timeStream(
    () =>
      person.post('/api/chat', {
        workspaceId: person.workspaceId,
        conversationId: randomUUID(),
        modelId: MODEL,
        message: { id: randomUUID(), text },
      }),
    /"type":"text-delta"/,
  );
}

const figures: Record<keyof Figures, string> = {
  firstTokenP50: 'first token, p50, ms',
  firstTokenP99: 'first token, p99, ms',
  perSecond: 'requests a second',
};

/** Markdown: one row a figure. */
function report(viewers: number, rounds: { direct: Figures; ours: Figures }[]): void {
  for (const [key, name] of Object.entries(figures)) {
    const figure = key as keyof Figures;
    const direct = rounds.map((round) => round.direct[figure]);
    const ours = rounds.map((round) => round.ours[figure]);
    const ratios = rounds.map((round) => round.ours[figure] / round.direct[figure]);
    const cells = [format(direct, 1), format(ours, 1), format(ratios, 2)];
    console.log(`| ${viewers} | ${name} | ${cells.join(' | ')} |`);
  }
}

function format(values: readonly number[], digits: number): string {
  const { least, median, most } = spreadOf(values);
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

await main();
