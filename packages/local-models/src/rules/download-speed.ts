import type { DownloadProgress } from '@geko/contracts/local-models';

const WINDOW_MS = 5_000;
/** Before that the speed is that of whatever was on its way already. */
const FIRST_MS = 500;

export type DownloadSpeed = {
  /** receivedBytes: of the file in all, with what earlier tries brought. */
  at(nowMs: number, receivedBytes: number): DownloadProgress;
};

/** The speed over the last five seconds, and when it ends at that speed. Milliseconds from any fixed point. */
export function createDownloadSpeed(totalBytes: number): DownloadSpeed {
  let seen: { nowMs: number; receivedBytes: number }[] = [];
  return {
    at(nowMs, receivedBytes) {
      seen = seen.filter((one) => nowMs - one.nowMs <= WINDOW_MS);
      seen.push({ nowMs, receivedBytes });
      const [first] = seen;
      const spanMs = first ? nowMs - first.nowMs : 0;
      const gained = first ? receivedBytes - first.receivedBytes : 0;
      const isKnown = spanMs >= FIRST_MS;
      const bytesPerSecond = isKnown ? Math.max(0, Math.round((gained * 1_000) / spanMs)) : null;
      const secondsLeft =
        bytesPerSecond === null || bytesPerSecond === 0
          ? null
          : Math.ceil(Math.max(0, totalBytes - receivedBytes) / bytesPerSecond);
      return { receivedBytes, totalBytes, bytesPerSecond, secondsLeft };
    },
  };
}
