import { Callout } from '@geko/ui/callout';
import { IconButton } from '@geko/ui/icon-button';
import { Textarea } from '@geko/ui/textarea';
import type { LocalModel } from '@geko/contracts/local-models';
import { MAX_MESSAGE_CHARS } from '@geko/contracts/message-size';
import { ArrowUp, Square } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useMessages } from '../../../messages/use-messages.tsx';
import { OfflineSelect } from './offline-select.tsx';

type Props = {
  problem: string | null;
  models: readonly LocalModel[];
  modelId: string;
  onModel: (modelId: string) => void;
  isBusy: boolean;
  /** Whether it was sent: else the text stays. */
  onSend: (text: string) => Promise<boolean>;
  onStop: () => void;
};

/** Where a message to this machine is written. */
export function OfflineComposer({
  problem,
  models,
  modelId,
  onModel,
  isBusy,
  onSend,
  onStop,
}: Props) {
  const words = useMessages('offline');
  const [text, setText] = useState('');
  const canSend = !isBusy && text.trim() !== '';
  const send = (): void => {
    if (!canSend) return;
    void onSend(text.trim()).then((isSent) => isSent && setText(''));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="mx-auto w-full max-w-3xl px-3 pb-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {problem === null ? null : (
        <Callout role="alert" tone="danger" className="mb-3">
          {problem}
        </Callout>
      )}
      <div className="rounded-2xl border border-line-strong/60 bg-surface shadow-sm focus-within:border-focus dark:bg-raised">
        <Textarea
          aria-label={words.message}
          placeholder={words.placeholder}
          value={text}
          maxLength={MAX_MESSAGE_CHARS}
          rows={2}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="max-h-60 resize-none border-0 bg-transparent shadow-none outline-none dark:bg-transparent"
        />
        <div className="flex items-center justify-between gap-2 p-2">
          <OfflineSelect
            label={words.model}
            options={models}
            value={modelId}
            onChange={onModel}
            className="w-auto max-w-60 min-w-0"
          />
          {isBusy ? (
            <IconButton type="button" variant="primary" label={words.stop} onClick={onStop}>
              <Square aria-hidden />
            </IconButton>
          ) : (
            <IconButton type="submit" variant="primary" label={words.send} disabled={!canSend}>
              <ArrowUp aria-hidden />
            </IconButton>
          )}
        </div>
      </div>
    </form>
  );
}
