'use client';
import type { ProviderKey, SecretDriver } from '@geko/contracts/provider-keys';
import { useRef, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import type { Closing } from './opened.ts';
import { readSecret } from './secret-draft.ts';
import { SecretDialog } from './secret-dialog.tsx';
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
  const { client } = trpc.useUtils();
  const form = useRef<HTMLFormElement>(null);
  const [driver, setDriver] = useState(() => firstDriver(key.secret?.driver, canSeal));
  const [isMissing, setMissing] = useState(false);
  const { send, isSending, error } = useSecretSender({
    form,
    driver,
    title: fill(words.replaced, { key: key.alias }),
    onSent: onClose,
  });
  const submit = (sent: HTMLFormElement): void => {
    const hasNone = readSecret(sent, driver) === null;
    setMissing(hasNone);
    if (hasNone || isSending) return;
    send(async (secret) => await client.providerKeys.rotate.mutate({ id: key.id, secret }));
  };
  return (
    <SecretDialog
      form={form}
      title={fill(replaceOf, { key: key.alias })}
      lead={words.replaceLead}
      action={words.replace}
      isSending={isSending}
      error={error}
      onSubmit={submit}
      onClose={onClose}
      returnFocus={returnFocus}
    >
      <SecretFields
        provider={key.provider}
        driver={driver}
        canSeal={canSeal}
        isMissing={isMissing}
        error={error}
        onDriver={setDriver}
      />
    </SecretDialog>
  );
}

/** As it was, where that can be; else the one that asks for the least. */
function firstDriver(before: SecretDriver | undefined, canSeal: boolean): SecretDriver {
  if (before === 'env' || before === 'file') return before;
  return canSeal ? 'sealed' : 'env';
}
