import type { DownloadProgress, LocalFit, LocalModelStatus } from '@geko/contracts/local-models';
import { fill, plural } from '../../lib/fill.ts';
import type { Format } from '../../lib/create-format.ts';
import type { Messages } from '../../messages/messages.ts';

type Texts = Messages['localModels'];

/** 491400032 → "491 MB", 4372812000 → "4.4 GB". */
export function sizeText(bytes: number, texts: Texts, format: Format): string {
  const isLarge = bytes >= 1e9;
  const count = format.decimal((bytes / (isLarge ? 1e9 : 1e6)).toFixed(isLarge ? 1 : 0));
  return fill(isLarge ? texts.size.gigabytes : texts.size.megabytes, { count });
}

/** 95 → "2 min": never less than is left. */
export function leftText(seconds: number, { left }: Texts): string {
  if (seconds < 60) return plural(left.seconds, seconds);
  if (seconds < 3_600) return plural(left.minutes, Math.ceil(seconds / 60));
  return plural(left.hours, Math.ceil(seconds / 3_600));
}

/** The share of a download in whole percent; 100 only when all of it is there. */
export function percentOf({ receivedBytes, totalBytes }: DownloadProgress): number {
  return totalBytes === 0 ? 0 : Math.floor((receivedBytes / totalBytes) * 100);
}

/** Whether an install can be asked for: room on a disk may have been made since it was measured, memory is what it is. */
export function mayBegin(fit: LocalFit): boolean {
  return fit.isFitting || fit.reason === 'disk';
}

/** A status in one line: "Downloading 43%, 2 min left". */
export function statusText(status: LocalModelStatus, texts: Texts, format: Format): string {
  switch (status.state) {
    case 'downloading': {
      const percent = format.bps(percentOf(status) * 100);
      if (status.secondsLeft === null) return fill(texts.downloading, { percent });
      return fill(texts.downloadingLeft, { percent, time: leftText(status.secondsLeft, texts) });
    }
    case 'paused':
      return fill(texts.paused, { percent: format.bps(percentOf(status) * 100) });
    default:
      return texts.states[status.state];
  }
}
