'use client';
import type { RefObject } from 'react';
import { denialOf } from './denial.ts';
import { DenialNotice } from './denial-notice.tsx';
import { ErrorCallout } from './error-callout.tsx';

type Props = {
  error: unknown;
  /** The composer, where the text is again. */
  input: RefObject<HTMLElement | null>;
  /** Sends it once more, with another model if one is given. */
  onAgain: (modelId: string | null) => void;
  onDismiss: () => void;
};

/** A send that was refused: a dialog where there is something to choose, else a notice over the composer. */
export function RefusedSend({ error, input, onAgain, onDismiss }: Props) {
  const denial = denialOf(error);
  if (denial !== null) {
    return (
      <DenialNotice
        denial={denial}
        isSent
        onSwitchModel={onAgain}
        onRetry={() => onAgain(null)}
        onClose={onDismiss}
        returnTo={input}
      />
    );
  }
  return (
    <div className="pb-3">
      <ErrorCallout error={error} onRetry={null} onSwitchModel={onAgain} onDismiss={onDismiss} />
    </div>
  );
}
