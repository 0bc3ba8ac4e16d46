import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks `url` until it answers 200.
 * @throws Error with the last answer when `timeoutMs` went by.
 */
export async function waitForHealth(
  url: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let last = 'no answer';
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
      if (answer.status === 200) return;
      last = `${answer.status} ${(await answer.text()).slice(0, 500)}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(100);
  }
  throw new Error(`${url} is not well after ${timeoutMs / 1000} s: ${last}`);
}
