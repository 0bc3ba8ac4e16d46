/** What one streamed answer took, in milliseconds. */
export type Timing = { firstTokenMs: number; totalMs: number };

export type Figures = { firstTokenP50: number; firstTokenP99: number; perSecond: number };

/** The value below which the share of a sorted sample lies (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Runs `count` calls with `viewers` at a time. Throws when any of them fails. */
export async function runCalls(
  call: () => Promise<Timing>,
  { count, viewers }: { count: number; viewers: number },
): Promise<Figures> {
  const timings: Timing[] = [];
  let next = 0;
  const beganAt = performance.now();
  await Promise.all(
    Array.from({ length: viewers }, async () => {
      while (next < count) {
        next += 1;
        timings.push(await call());
      }
    }),
  );
  const seconds = (performance.now() - beganAt) / 1000;
  const first = timings.map((timing) => timing.firstTokenMs).toSorted((a, b) => a - b);
  return {
    firstTokenP50: percentile(first, 0.5),
    firstTokenP99: percentile(first, 0.99),
    perSecond: timings.length / seconds,
  };
}

/**
 * Reads a streamed answer to its end and times its first piece of text.
 * @throws Error when the status is not 200, no text came, or the stream did not end as it should.
 */
export async function timeStream(send: () => Promise<Response>, isText: RegExp): Promise<Timing> {
  const beganAt = performance.now();
  const response = await send();
  if (response.status !== 200 || !response.body) {
    throw new Error(`${response.status} ${await response.text()}`);
  }
  const decoder = new TextDecoder();
  let firstTokenMs: number | null = null;
  let tail = '';
  for await (const chunk of response.body) {
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-4_000);
    if (firstTokenMs === null && isText.test(tail)) firstTokenMs = performance.now() - beganAt;
  }
  if (firstTokenMs === null || !tail.includes('[DONE]')) throw new Error('a stream was cut short');
  return { firstTokenMs, totalMs: performance.now() - beganAt };
}
