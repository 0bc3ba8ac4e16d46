import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cut, CutEnding } from '@geko/fake-provider/cuts';
import type { LogEntry } from '@geko/fake-provider/request-log';
import type { Fault } from '@geko/fake-provider/script';
import type { Books } from './books.ts';
import type { TestHouse, TestServer } from './test-house.ts';
import type { Lane, Way } from './wire-ways.ts';

/** What goes wrong beside the cut; a slow reader reads nothing before all is settled. */
export type WireFault = Fault | 'none' | 'slow-reader';

export type WireCase = {
  way: Way;
  fault: WireFault;
  cut: Cut;
  /** abort: the provider is silent at the cut, and the caller leaves, or stops it. */
  ending: CutEnding | 'abort';
};

/** The books of one call, and the price that it was held at. */
export type Booked = {
  id: string;
  status: string;
  heldInput: number;
  heldOutput: number;
  funding: string;
  input: number;
  output: number;
  costNano: string;
  chargeNano: string;
  isEstimated: boolean;
  outcome: string;
  receipts: number;
  journals: number;
  /** Per million tokens. */
  inputPriceNano: string;
  outputPriceNano: string;
};

/** All that is known of a call once it has ended: what its caller saw, what is booked, what its provider logged. */
export type Seen = {
  status: number;
  /** Of an answer that is no stream. */
  refusal: string | null;
  text: string;
  ends: ('done' | 'error')[];
  booked: Booked;
  calls: readonly LogEntry[];
};

/** Each of its characters is more than one byte. */
const TEXT = '壁虎会爬墙。它们的脚趾很特别，能在玻璃上行走，也能在天花板上睡觉。';
/** Tokens before a fault in mid-stream, and before a cut in it. */
const FAULT_AFTER = 6;
const CUT_AFTER = 3;
const BEHIND_MS = 20;
const PATIENCE_MS = 10_000;

/**
 * Makes one call with this fault, cut there and ended like that, by a lane which has no other on its way. patient: a server
 * that waits for a silent provider until its caller leaves, however slow the machine.
 */
export async function runCase(
  { house, patient, books }: { house: TestHouse; patient: TestServer; books: Books },
  lane: Lane,
  { way, fault, cut, ending }: WireCase,
): Promise<Seen> {
  const id = randomUUID();
  const leave = new AbortController();
  const script = [
    `tag=${id} text="${TEXT}" tokens=${FAULT_AFTER} cut=${cut} cutAfter=${CUT_AFTER}`,
    `ending=${ending === 'abort' ? 'hang' : ending}`,
    fault === 'none' || fault === 'slow-reader' ? '' : `fault=${fault}`,
  ].join(' ');
  const server = ending === 'abort' ? patient : house.server;
  const seen = { status: 0, refusal: null as string | null, text: '', ends: [] as Seen['ends'] };
  const settled = Promise.withResolvers<void>();
  const read = async () => {
    const response = await way.ask({ house, server, lane, script, signal: leave.signal, id });
    seen.status = response.status;
    if (fault === 'slow-reader') await settled.promise;
    if (!response.ok) seen.refusal = await response.text();
    else
      await readPayloads(response, leave.signal, (payload) => {
        const { text = '', end } = way.read(payload);
        seen.text += text;
        if (end) seen.ends.push(end);
      });
  };
  let isOver = false;
  const reading = read().finally(() => (isOver = true));
  const calls = () => house.provider.log.entries().filter(({ tag }) => tag === id);
  if (ending === 'abort') {
    await until(() => {
      const call = calls().at(-1);
      const hasRead = fault === 'slow-reader' || call?.text === seen.text;
      return isOver || (call?.isCut === true && hasRead);
    });
    // What was sent behind the last word has been read by us as well.
    await sleep(BEHIND_MS);
    if (way.stop) await way.stop(lane, id);
    else leave.abort();
  }
  if (fault !== 'slow-reader') await reading;
  let booked: Booked | undefined;
  await until(async () => {
    const holdId = calls().at(-1)?.headers['x-geko-hold'];
    booked = holdId === undefined ? undefined : await bookedOf(books, holdId);
    return booked?.status === 'settled';
  });
  settled.resolve();
  await reading;
  if (!booked) throw new Error('nothing was booked');
  return { ...seen, booked, calls: calls() };
}

async function readPayloads(
  response: Response,
  left: AbortSignal,
  take: (payload: string) => void,
): Promise<void> {
  const reader = response.body
    ?.pipeThrough(new TextDecoderStream('utf-8', { fatal: true }))
    .getReader();
  if (!reader || left.aborted) return;
  left.addEventListener('abort', () => void reader.cancel().catch(() => undefined), { once: true });
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: ')) take(line.slice(6));
  }
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`it did not happen within ${PATIENCE_MS} ms`);
    await sleep(15);
  }
}

async function bookedOf({ sql }: Books, id: string): Promise<Booked | undefined> {
  const [row] = await sql<Booked[]>`
    select h.id, h.status, h.input_tokens as "heldInput", h.max_output_tokens as "heldOutput", h.funding,
      u.input_tokens + u.cached_input_tokens + u.cache_write_tokens as input,
      u.output_tokens + u.reasoning_tokens as output, u.cost_nano as "costNano", u.charge_nano as "chargeNano",
      u.is_estimated as "isEstimated", u.outcome,
      (select count(*) from token_usage where id = h.id)::int as receipts,
      (select count(*) from ledger_journals where operation_id = h.id)::int as journals,
      p.input_nano as "inputPriceNano", p.output_nano as "outputPriceNano"
    from holds h left join token_usage u on u.id = h.id
      left join model_prices p on p.model_id = u.model_id and p.version = h.price_version
    where h.id = ${id}`;
  return row;
}
