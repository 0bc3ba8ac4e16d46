import type { TestServer } from './test-house.ts';

/**
 * Moves a server's clock ahead of the system's. Sessions and rate limits go by the system's clock and do not notice.
 * Give it back with `moveClock(server, 0)`.
 */
export function moveClock(server: TestServer, aheadMs: number): void {
  server.now = () => new Date(Date.now() + aheadMs);
}
