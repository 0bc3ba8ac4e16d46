import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import type { BreakerState } from './pool-key.ts';

/** What a call says of whom it was made with; unknown = nothing, as somebody stopped it before it could tell. */
export type Verdict = 'well' | 'broken' | 'unknown';

export type BreakerSettings = {
  /** After so many calls in a row that broke. */
  failures: number;
  halfOpenAfterMs: number;
};

/** How long to wait while somebody else tries. */
const PROBE_MS = 1_000;

/** A circuit breaker (cockatiel's), whose state other processes can be told, and tell. Times are of Date.now. */
export class Breaker {
  readonly #settings: BreakerSettings;
  readonly #onChange: (state: 'broken' | 'mended', openedAtMs: number) => void;
  #policy: CircuitBreakerPolicy;
  #openedAtMs = 0;

  constructor(
    settings: BreakerSettings,
    onChange: (state: 'broken' | 'mended', openedAtMs: number) => void,
  ) {
    this.#settings = settings;
    this.#onChange = onChange;
    this.#policy = this.#make(null);
  }

  get state(): BreakerState {
    switch (this.#policy.state) {
      case CircuitState.Closed:
        return 'closed';
      case CircuitState.HalfOpen:
        return 'half_open';
      case CircuitState.Open:
      case CircuitState.Isolated:
        return 'open';
    }
  }

  /** How long it takes no call; 0 = it takes one now, be it to try. */
  waitMs(nowMs: number): number {
    if (this.state === 'closed') return 0;
    if (this.state === 'half_open') return PROBE_MS;
    return Math.max(0, this.#openedAtMs + this.#settings.halfOpenAfterMs - nowMs);
  }

  /** A call has begun, whose verdict will be told. While it is open, that call is the one that tries. Never rejects. */
  async watch(verdict: Promise<Verdict>): Promise<void> {
    const isProbe = this.state !== 'closed';
    if (!isProbe && (await verdict) === 'unknown') return;
    const judge = async () => {
      const known = await verdict;
      // One that tried and could not tell has not shown that it is well.
      return known === 'unknown' ? 'broken' : known;
    };
    await this.#policy.execute(judge).catch(() => undefined);
  }

  /** Another process has found it broken. */
  hearBroken(openedAtMs: number): void {
    if (this.state === 'closed') this.#policy = this.#make(openedAtMs);
  }

  /** Another process has found it well, or somebody has changed what was broken. */
  hearMended(): void {
    this.#policy = this.#make(null);
  }

  #make(openedAtMs: number | null): CircuitBreakerPolicy {
    const { failures, halfOpenAfterMs } = this.#settings;
    if (openedAtMs !== null) this.#openedAtMs = openedAtMs;
    const policy = circuitBreaker(
      handleWhenResult((verdict) => verdict === 'broken'),
      {
        halfOpenAfter: halfOpenAfterMs,
        breaker: new ConsecutiveBreaker(failures),
        ...(openedAtMs === null
          ? {}
          : {
              initialState: {
                ownState: { value: CircuitState.Open, openedAt: openedAtMs, attemptNo: 1 },
                breakerState: 0,
              },
            }),
      },
    );
    policy.onBreak(() => {
      this.#openedAtMs = Date.now();
      this.#onChange('broken', this.#openedAtMs);
    });
    policy.onReset(() => this.#onChange('mended', 0));
    return policy;
  }
}
