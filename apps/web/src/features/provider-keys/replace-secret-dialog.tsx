'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import type { ProviderKey, SecretDriver } from '@geko/contracts/provider-keys';
import { useId, useRef, useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { keyFormError } from './key-form-error.ts';
import type { Closing } from './opened.ts';
import { readSecret } from './secret-draft.ts';
import { SecretFields } from './secret-fields.tsx';
import { useSecretSender } from './use-secret-sender.ts';

/** Gives a key another secret, or its first one. */
export function ReplaceSecretDialog({
  replaced: key,
  canSeal,
  onClose,
  returnFocus,
}: Closing & { replaced: ProviderKey; canSeal: boolean }) {
  const { replaceOf, form: words } = useMessages('providerKeys');
  const common = useMessages('common');
  const { client } = trpc.useUtils();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [driver, setDriver] = useState(() => firstDriver(key.secret?.driver, canSeal));
  const [isMissing, setMissing] = useState(false);
  const { send, isSending, error } = useSecretSender({
    form,
    driver,
    title: fill(words.replaced, { key: key.alias }),
    onSent: onClose,
  });
  const problem = keyFormError(error, common.networkFailed);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const hasNone = readSecret(event.currentTarget, driver) === null;
    setMissing(hasNone);
    if (hasNone || isSending) return;
    send(async (secret) => await client.providerKeys.rotate.mutate({ id: key.id, secret }));
  };
  const close = (): void => (isSending ? undefined : onClose());
  return (
    <Dialog open onOpenChange={close}>
      <DialogContent
        title={fill(replaceOf, { key: key.alias })}
        description={words.replaceLead}
        closeLabel={common.close}
        onCloseAutoFocus={returnFocus}
        footer={
          <>
            <Button variant="secondary" disabled={isSending} onClick={close}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={isSending}>
              {words.replace}
            </Button>
          </>
        }
      >
        <form
          ref={form}
          id={formId}
          noValidate
          autoComplete="off"
          onSubmit={submit}
          className="flex flex-col gap-4"
        >
          {problem === null ? null : (
            <Callout tone="danger" role="alert">
              {problem}
            </Callout>
          )}
          <SecretFields
            provider={key.provider}
            driver={driver}
            canSeal={canSeal}
            isMissing={isMissing}
            error={error}
            onDriver={setDriver}
          />
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** As it was, where that can be; else the one that asks for the least. */
function firstDriver(before: SecretDriver | undefined, canSeal: boolean): SecretDriver {
  if (before === 'env' || before === 'file') return before;
  return canSeal ? 'sealed' : 'env';
}
