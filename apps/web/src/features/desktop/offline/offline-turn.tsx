import { CopyButton } from '@geko/ui/copy-button';
import type { LocalTurn } from '@geko/contracts/desktop';
import { fill } from '../../../lib/fill.ts';
import { useMessages } from '../../../messages/use-messages.tsx';

/** A message and its answer, as far as it has come. */
export function OfflineTurn({ turn, modelName }: { turn: LocalTurn; modelName: string }) {
  const words = useMessages('offline');
  const { errors } = useMessages('localModels');
  const { text, answer, reasoning, end } = turn;
  const note =
    end === null
      ? null
      : end.error !== null
        ? fill(words.failed, { reason: errors[end.error] })
        : end.finishReason === 'aborted'
          ? words.stopped
          : null;
  return (
    <>
      <div className="flex justify-end">
        <div className="max-w-[85%] rounded-2xl rounded-ee-md bg-active px-4 py-2.5 leading-6 break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
          <span className="sr-only">{words.you}: </span>
          {text}
        </div>
      </div>
      <article aria-label={fill(words.answerBy, { model: modelName })} aria-busy={end === null}>
        {reasoning === '' ? null : (
          <details className="pb-2 text-sm text-muted">
            <summary>{words.thinking}</summary>
            <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{reasoning}</p>
          </details>
        )}
        <div className="leading-7 break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
          {answer}
        </div>
        {end === null ? (
          <p role="status" className="animate-shimmer text-sm text-muted">
            {words.writing}
          </p>
        ) : null}
        {note === null ? null : <p className="mt-2 text-sm text-muted">{note}</p>}
        {end === null || answer === '' ? null : (
          <CopyButton value={answer} label={words.copy} copiedLabel={words.copied} />
        )}
      </article>
    </>
  );
}
