import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../measure.ts';
import { call, makeAgent, type Timing, type Way } from './caller.ts';
import { cpuMsOf, residentBytesOf } from './process-tree.ts';

/** Who is measured: what it is called for each call, and what it runs in. */
export type Contender = {
  name: string;
  next: () => Way;
  /** null = nothing of it runs but the provider. */
  server: { pid: number; except: readonly number[] } | null;
  postgresPid: number | null;
};

export type Figures = {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  firstP50Ms: number;
  firstP99Ms: number;
  /** A call. */
  serverCpuMs: number;
  postgresCpuMs: number;
  /** The most that the server had in use. */
  peakMb: number;
};

const LOOK_EVERY_MS = 250;

/**
 * Lets so many callers ask for so many seconds, each anew as soon as it is answered; they begin spread over `staggerMs`,
 * so that equal streams do not run in step. All that began is waited for, and is in every figure.
 */
export async function runRound(
  contender: Contender,
  { callers, seconds, staggerMs }: { callers: number; seconds: number; staggerMs: number },
): Promise<Figures> {
  const { server, postgresPid } = contender;
  const agent = makeAgent();
  const serverCpu = () => (server === null ? 0 : cpuMsOf(server.pid, server.except));
  const postgresCpu = () => (postgresPid === null ? 0 : cpuMsOf(postgresPid));
  let peakBytes = 0;
  const look = setInterval(() => {
    if (server) peakBytes = Math.max(peakBytes, residentBytesOf(server.pid, server.except));
  }, LOOK_EVERY_MS);
  const before = { server: serverCpu(), postgres: postgresCpu() };
  const timings: Timing[] = [];
  const beganAt = performance.now();
  const until = beganAt + seconds * 1000;
  try {
    await Promise.all(
      Array.from({ length: callers }, async (_, index) => {
        await sleep((staggerMs * index) / callers);
        do timings.push(await call(agent, contender.next()));
        while (performance.now() < until);
      }),
    );
  } finally {
    clearInterval(look);
    agent.destroy();
  }
  const took = (performance.now() - beganAt) / 1000;
  const total = timings.map(({ totalMs }) => totalMs).toSorted((a, b) => a - b);
  const first = timings.map(({ firstTokenMs }) => firstTokenMs).toSorted((a, b) => a - b);
  return {
    perSecond: timings.length / took,
    p50Ms: percentile(total, 0.5),
    p99Ms: percentile(total, 0.99),
    firstP50Ms: percentile(first, 0.5),
    firstP99Ms: percentile(first, 0.99),
    serverCpuMs: (serverCpu() - before.server) / timings.length,
    postgresCpuMs: (postgresCpu() - before.postgres) / timings.length,
    peakMb: peakBytes / 1e6,
  };
}
