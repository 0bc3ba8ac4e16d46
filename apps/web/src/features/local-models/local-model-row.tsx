'use client';
import type { LocalModel } from '@geko/contracts/local-models';
import { fill } from '../../lib/fill.ts';
import type { Format } from '../../lib/create-format.ts';
import { useFormat } from '../../lib/use-format.tsx';
import type { Messages } from '../../messages/messages.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { LocalActions } from './local-actions.tsx';
import type { LocalDoings } from './local-doings.ts';
import { LocalProgress } from './local-progress.tsx';
import { LocalStatus } from './local-status.tsx';
import { sizeText } from './local-words.ts';

/** One model: what it is, how far it is, what can be done about it. */
export function LocalModelRow({ model, doings }: { model: LocalModel; doings: LocalDoings }) {
  const texts = useMessages('localModels');
  const format = useFormat();
  const { name, family, licence, status, downloadBytes, engine } = model;
  const size = downloadBytes === null ? texts.unknownSize : sizeText(downloadBytes, texts, format);
  const notes = noteOf(model, texts, format);
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 px-4 py-4 sm:px-5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="text-sm font-medium wrap-anywhere">{name}</p>
        <p className="mt-0.5 text-xs leading-5 text-muted">
          {fill(texts.about, { family, size, licence: licence?.name ?? texts.noLicence })}
          {' · '}
          {texts.engines[engine]}
        </p>
        {notes === null ? null : <p className="mt-1 text-xs leading-5 text-muted">{notes}</p>}
        {status.state === 'downloading' || status.state === 'paused' ? (
          <LocalProgress name={name} status={status} />
        ) : null}
      </div>
      <LocalStatus status={status} />
      <LocalActions model={model} doings={doings} />
    </li>
  );
}

/** Why it went wrong and what to do, or why it cannot be installed, or that it will be slow. */
function noteOf(
  { status, fit }: LocalModel,
  texts: Messages['localModels'],
  format: Format,
): string | null {
  if (status.state === 'error') return texts.errors[status.error];
  if (status.state !== 'absent') return null;
  if (fit.isFitting) return fit.isSlow ? texts.slow : null;
  return fill(texts.unfit[fit.reason], {
    needed: sizeText(fit.neededBytes, texts, format),
    available: sizeText(fit.availableBytes, texts, format),
  });
}
