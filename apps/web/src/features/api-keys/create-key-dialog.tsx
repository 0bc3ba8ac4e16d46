'use client';
import { Button } from '@geko/ui/button';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { useId, useState, type RefObject } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { emptyDraft } from './key-draft.ts';
import { KeyForm } from './key-form.tsx';
import { SecretShown } from './secret-shown.tsx';
import { useCreateKey, type NewKey } from './use-create-key.ts';

/** Makes a key, and then shows its secret for the one time that there is. */
export function CreateKeyDialog({
  returnTo,
  onClose,
}: {
  /** Where the focus goes afterwards. */
  returnTo: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const { form, secret } = useMessages('apiKeys');
  const common = useMessages('common');
  const formId = useId();
  const [made, setMade] = useState<NewKey | null>(null);
  const { create, isCreating, error } = useCreateKey(setMade);
  // Closed now, it would miss the secret.
  const close = (): void => (isCreating ? undefined : onClose());
  const returnFocus = (event: Event): void => {
    event.preventDefault();
    returnTo.current?.focus();
  };
  return (
    <Dialog open onOpenChange={close}>
      {made === null ? (
        <DialogContent
          title={form.createTitle}
          description={form.createLead}
          closeLabel={common.close}
          onCloseAutoFocus={returnFocus}
          footer={
            <>
              <Button variant="secondary" disabled={isCreating} onClick={close}>
                {common.cancel}
              </Button>
              <Button type="submit" form={formId} isLoading={isCreating}>
                {form.create}
              </Button>
            </>
          }
        >
          <KeyForm
            id={formId}
            start={emptyDraft}
            error={error}
            onSubmit={(facts) => (isCreating ? undefined : create(facts))}
          />
        </DialogContent>
      ) : (
        <DialogContent
          title={fill(secret.title, { key: made.name })}
          description={secret.lead}
          closeLabel={common.close}
          onCloseAutoFocus={returnFocus}
          onInteractOutside={(event) => event.preventDefault()}
          onEscapeKeyDown={(event) => event.preventDefault()}
          footer={
            <Button variant="secondary" onClick={onClose}>
              {secret.done}
            </Button>
          }
        >
          <SecretShown secret={made.secret} />
        </DialogContent>
      )}
    </Dialog>
  );
}
