'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import { Button } from '@geko/ui/button';
import type { LocalModel } from '@geko/contracts/local-models';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import type { LocalDoings } from './local-doings.ts';
import { mayBegin } from './local-words.ts';

/** The buttons that fit a model's state; each says in its name which model it is about. */
export function LocalActions({
  model: { id, name, status, fit },
  doings,
}: {
  model: LocalModel;
  doings: LocalDoings;
}) {
  const texts = useMessages('localModels');
  const common = useMessages('common');
  const named = (text: string) => fill(text, { name });
  const { state } = status;
  const begin = (label: string, said: string) => (
    <Button
      size="sm"
      variant={state === 'absent' ? 'secondary' : 'primary'}
      disabled={!mayBegin(fit)}
      isLoading={doings.installing === id}
      aria-label={named(said)}
      onClick={() => doings.install(id)}
    >
      {label}
    </Button>
  );
  const isComing = state === 'downloading' || state === 'waiting';
  return (
    <div className="flex flex-wrap items-center gap-2">
      {state === 'absent' ? begin(texts.install, texts.installNamed) : null}
      {state === 'paused' ? begin(texts.goOn, texts.goOnNamed) : null}
      {state === 'error' ? begin(texts.again, texts.againNamed) : null}
      {isComing ? (
        <Button
          size="sm"
          variant="secondary"
          aria-label={named(texts.pauseNamed)}
          onClick={() => doings.pause(id)}
        >
          {texts.pause}
        </Button>
      ) : null}
      {isComing || state === 'paused' ? (
        <Button
          size="sm"
          variant="ghost"
          aria-label={named(texts.cancelNamed)}
          onClick={() => doings.cancel(id)}
        >
          {texts.cancel}
        </Button>
      ) : null}
      {state === 'ready' || state === 'error' ? (
        <AlertDialog
          trigger={
            <Button size="sm" variant="ghost" aria-label={named(texts.removeNamed)}>
              {texts.remove}
            </Button>
          }
          title={named(texts.removal.title)}
          description={texts.removal.body}
          confirmLabel={texts.removal.confirm}
          cancelLabel={common.cancel}
          onConfirm={() => doings.remove(id)}
        />
      ) : null}
    </div>
  );
}
