'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { useId, useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { changesOf, draftOf, movesKey, readDraft } from './key-draft.ts';
import { KeyFields } from './key-fields.tsx';
import { keyFormError } from './key-form-error.ts';
import type { Closing } from './opened.ts';
import { useKeyChange } from './use-key-change.ts';

/** Changes a key; says before it is saved that another address takes its secret away. */
export function EditKeyDialog({
  edited: key,
  onClose,
  returnFocus,
}: Closing & { edited: ProviderKey }) {
  const { editKey, form: words } = useMessages('providerKeys');
  const common = useMessages('common');
  const formId = useId();
  const [draft, setDraft] = useState(() => draftOf(key));
  const [isRead, setRead] = useState(false);
  const { done } = useKeyChange();
  const { mutate, isPending, error } = trpc.providerKeys.update.useMutation({
    onSuccess: async () => {
      onClose();
      await done(fill(words.saved, { key: key.alias }));
    },
  });
  const read = readDraft(draft);
  const isMoving = key.secret !== null && movesKey(key, draft);
  const problem = keyFormError(error, common.networkFailed);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setRead(true);
    if (!('facts' in read) || isPending) return;
    const change = changesOf(key, read.facts);
    if (Object.keys(change).length === 0) onClose();
    else mutate({ id: key.id, ...change });
  };
  const close = (): void => (isPending ? undefined : onClose());
  return (
    <Dialog open onOpenChange={close}>
      <DialogContent
        title={fill(editKey, { key: key.alias })}
        description={words.editLead}
        closeLabel={common.close}
        onCloseAutoFocus={returnFocus}
        footer={
          <>
            <Button variant="secondary" disabled={isPending} onClick={close}>
              {common.cancel}
            </Button>
            <Button
              type="submit"
              form={formId}
              variant={isMoving ? 'danger' : 'primary'}
              isLoading={isPending}
            >
              {isMoving ? words.saveAndWipe : words.save}
            </Button>
          </>
        }
      >
        <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
          {problem === null ? null : (
            <Callout tone="danger" role="alert">
              {problem}
            </Callout>
          )}
          <KeyFields
            provider={key.provider}
            draft={draft}
            problems={isRead && 'problems' in read ? read.problems : {}}
            error={error}
            isMoving={isMoving}
            onChange={setDraft}
          />
        </form>
      </DialogContent>
    </Dialog>
  );
}
