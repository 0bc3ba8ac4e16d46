'use client';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import type { KeyedProviderId, SecretDriver } from '@geko/contracts/provider-keys';
import { useRef, useState } from 'react';
import { fieldProblem } from '../../lib/field-problem.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { emptyDraft, readDraft } from './key-draft.ts';
import { KeyFields } from './key-fields.tsx';
import type { Closing } from './opened.ts';
import { readSecret } from './secret-draft.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { SecretFields } from './secret-fields.tsx';
import { useSecretSender } from './use-secret-sender.ts';

/** Adds a key of a provider to the pool. */
export function AddKeyDialog({
  provider,
  canSeal,
  onClose,
  returnFocus,
}: Closing & { provider: KeyedProviderId; canSeal: boolean }) {
  const { addTo, form: words } = useMessages('providerKeys');
  const common = useMessages('common');
  const { client } = trpc.useUtils();
  const form = useRef<HTMLFormElement>(null);
  // One id for every try, so that a resend adds no second key.
  const [id] = useState(newId);
  const [alias, setAlias] = useState('');
  const [draft, setDraft] = useState(emptyDraft);
  const [driver, setDriver] = useState<SecretDriver>(canSeal ? 'sealed' : 'env');
  const [problems, setProblems] = useState({
    isNameless: false,
    hasNoSecret: false,
    isRead: false,
  });
  const { send, isSending, error } = useSecretSender({
    form,
    driver,
    title: fill(words.created, { key: alias.trim() }),
    onSent: onClose,
  });
  const read = readDraft(draft);
  const submit = (sent: HTMLFormElement): void => {
    const isNameless = alias.trim() === '';
    const hasNoSecret = readSecret(sent, driver) === null;
    setProblems({ isNameless, hasNoSecret, isRead: true });
    if (isNameless || hasNoSecret || !('facts' in read) || isSending) return;
    const facts = { id, alias: alias.trim(), provider, ...read.facts };
    send(async (secret) => await client.providerKeys.create.mutate({ ...facts, secret }));
  };
  return (
    <SecretDialog
      form={form}
      title={fill(addTo, { provider: common.providerNames[provider] })}
      lead={words.addLead}
      action={words.create}
      isSending={isSending}
      error={error}
      onSubmit={submit}
      onClose={onClose}
      returnFocus={returnFocus}
    >
      <Field
        label={words.alias}
        hint={words.aliasHint}
        error={problems.isNameless ? words.aliasMissing : fieldProblem(error, 'alias')}
      >
        <Input
          autoFocus
          maxLength={40}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={alias}
          onChange={(event) => setAlias(event.currentTarget.value)}
        />
      </Field>
      <SecretFields
        provider={provider}
        driver={driver}
        canSeal={canSeal}
        isMissing={problems.hasNoSecret}
        error={error}
        onDriver={setDriver}
      />
      <KeyFields
        provider={provider}
        draft={draft}
        problems={problems.isRead && 'problems' in read ? read.problems : {}}
        error={error}
        isMoving={false}
        onChange={setDraft}
      />
    </SecretDialog>
  );
}
