/** What waits to be taken by a slow reader, in bytes, before the provider is read no further. */
const MOST_BYTES = 64 * 1024;
/** Who takes nothing for so long has left, whatever their socket says. */
const STUCK_MS = 60_000;

/** How a stream of this kind counts what waits in it. */
export const backlogStrategy = new ByteLengthQueuingStrategy({ highWaterMark: MOST_BYTES });

/** Tells whoever fills a stream to wait while its reader takes nothing. onStuck: it has not for too long. */
export class Backlog {
  private waiting: PromiseWithResolvers<void> | null = null;
  private stuck: NodeJS.Timeout | undefined;
  private readonly onStuck: () => void;

  constructor(onStuck: () => void) {
    this.onStuck = onStuck;
  }

  /** Resolves when there is room again; nothing where there is. */
  room({ desiredSize }: { desiredSize: number | null }): Promise<void> | undefined {
    if (desiredSize === null || desiredSize > 0) return undefined;
    if (this.waiting === null) {
      this.waiting = Promise.withResolvers();
      this.stuck = setTimeout(this.onStuck, STUCK_MS);
    }
    return this.waiting.promise;
  }

  /** There is room: the stream's `pull`. Also when nobody reads any more, so that nobody waits for ever. */
  readonly taken = (): void => {
    clearTimeout(this.stuck);
    this.waiting?.resolve();
    this.waiting = null;
  };
}
