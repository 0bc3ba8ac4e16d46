'use client';
import type { DownloadProgress } from '@geko/contracts/local-models';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { percentOf, sizeText } from './local-words.ts';

/** A download's bar, with what has come and how fast. */
export function LocalProgress({ name, status }: { name: string; status: DownloadProgress }) {
  const texts = useMessages('localModels');
  const format = useFormat();
  const { receivedBytes, totalBytes, bytesPerSecond } = status;
  const percent = percentOf(status);
  const figures = {
    received: sizeText(receivedBytes, texts, format),
    total: sizeText(totalBytes, texts, format),
  };
  return (
    <div className="mt-2 max-w-md">
      <div
        role="progressbar"
        aria-label={fill(texts.progress, { name })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div className="h-full rounded-full bg-accent" style={{ width: `${percent}%` }} />
      </div>
      <p className="mt-1 text-xs leading-5 text-muted tabular-nums">
        {bytesPerSecond === null
          ? fill(texts.received, figures)
          : fill(texts.perSecond, { ...figures, speed: sizeText(bytesPerSecond, texts, format) })}
      </p>
    </div>
  );
}
