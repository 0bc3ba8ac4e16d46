'use client';
import { CopyButton } from '@geko/ui/copy-button';
import { memo, useEffect, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { highlight, type HighlightAnswer } from './highlight.ts';
import { languageKey } from './language-name.ts';

type Props = { info: string; code: string; isComplete: boolean };

/** Code with its language, a copy button, and colours once it is complete. */
export const CodeBlock = memo(function CodeBlock({ info, code, isComplete }: Props) {
  const { copy, copied, code: label } = useMessages('chat');
  const language = languageKey(info);
  const lines = useHighlight(code, language, isComplete);
  const name = info.split(/\s/)[0] ?? '';
  return (
    <figure className="geko-code">
      <figcaption>
        <span>{name === '' ? label : name}</span>
        <CopyButton
          value={code}
          label={copy}
          copiedLabel={copied}
          hasText
          className="-me-2 text-xs"
        />
      </figcaption>
      <pre tabIndex={0} aria-label={name === '' ? label : `${label}: ${name}`}>
        <code>{lines === null ? code : <Lines lines={lines} />}</code>
      </pre>
    </figure>
  );
});

function useHighlight(
  code: string,
  language: string,
  isComplete: boolean,
): HighlightAnswer['lines'] {
  const [result, setResult] = useState<{ code: string; lines: HighlightAnswer['lines'] } | null>(
    null,
  );
  useEffect(() => {
    if (!isComplete) return undefined;
    let isWanted = true;
    void highlight(code, language).then((lines) => {
      if (isWanted) setResult({ code, lines });
    });
    return () => {
      isWanted = false;
    };
  }, [code, language, isComplete]);
  return result !== null && result.code === code ? result.lines : null;
}

const Lines = memo(function Lines({ lines }: { lines: NonNullable<HighlightAnswer['lines']> }) {
  return lines.map((runs, line) => (
    <span key={line}>
      {runs.map(([text, kind], index) =>
        kind === '' ? (
          text
        ) : (
          <span key={index} className={`tok-${kind}`}>
            {text}
          </span>
        ),
      )}
      {line === lines.length - 1 ? null : '\n'}
    </span>
  ));
});
