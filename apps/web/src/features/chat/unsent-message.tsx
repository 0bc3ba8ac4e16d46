'use client';
import { Button } from '@geko/ui/button';
import { useMessages } from '../../messages/use-messages.tsx';
import type { Unsent } from './chat-session.ts';
import { ErrorCallout } from './error-callout.tsx';
import { UserMessage } from './user-message.tsx';

type Props = {
  unsent: Unsent;
  onRetry: () => void;
  onEdit: () => void;
  /** Chooses another model and sends the message with it. */
  onSwitchModel: (modelId: string) => void;
};

/** A message that may not have arrived: still in sight, with the ways to go on. */
export function UnsentMessage({ unsent, onRetry, onEdit, onSwitchModel }: Props) {
  const chat = useMessages('chat');
  return (
    <div className="flex flex-col gap-3">
      <div className="opacity-70">
        <UserMessage message={unsent.message} />
      </div>
      <p className="-mt-1 text-end text-xs text-danger-text">{chat.unsent}</p>
      <ErrorCallout
        error={unsent.error}
        onRetry={onRetry}
        onSwitchModel={onSwitchModel}
        extraAction={
          <Button variant="secondary" size="sm" onClick={onEdit}>
            {chat.edit}
          </Button>
        }
      />
    </div>
  );
}
