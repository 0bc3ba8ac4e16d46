'use client';
import type { Account } from '@geko/contracts/account';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import { ChangeEmailDialog } from './change-email-dialog.tsx';
import { SettingRow } from './setting-row.tsx';
import { useResendVerification } from './use-resend-verification.ts';

/** The person's address: whether it is confirmed, what it changes to, and the way to change it. */
export function EmailCard({ account, hasMail }: { account: Account; hasMail: boolean }) {
  const texts = useMessages('account');
  const common = useMessages('common');
  const shell = useMessages('shell');
  const utils = trpc.useUtils();
  const [isChanging, setChanging] = useState(false);
  const resend = useResendVerification(account.email);
  const cancel = trpc.account.cancelEmailChange.useMutation({
    onMutate: async () => {
      await utils.account.get.cancel();
      const before = utils.account.get.getData();
      if (before !== undefined) {
        utils.account.get.setData(undefined, { ...before, pendingEmail: null });
      }
      return { before };
    },
    onSuccess: () => void notify({ tone: 'success', title: texts.changeCancelled }),
    onError: (error, _input, context) => {
      utils.account.get.setData(undefined, context?.before);
      void notify({
        tone: 'danger',
        title: texts.notSaved,
        description: readError(error)?.message ?? common.networkFailed,
      });
    },
  });
  const { email, pendingEmail, isEmailVerified } = account;
  return (
    <SettingRow
      title={texts.emailTitle}
      lead={texts.emailLead}
      state={
        isEmailVerified ? (
          <Badge tone="success">{texts.verified}</Badge>
        ) : (
          <Badge tone="warning">{texts.unverified}</Badge>
        )
      }
      action={
        hasMail ? (
          <Button variant="secondary" size="sm" onClick={() => setChanging(true)}>
            {texts.changeEmail}
          </Button>
        ) : undefined
      }
    >
      <p className="text-sm font-medium wrap-anywhere">{email}</p>
      {pendingEmail === null ? null : (
        <Callout
          tone="accent"
          title={fill(texts.pendingTitle, { email: pendingEmail })}
          action={
            <Button
              variant="secondary"
              size="sm"
              isLoading={cancel.isPending}
              onClick={() => cancel.mutate()}
            >
              {texts.cancelChange}
            </Button>
          }
        >
          {texts.pendingBody}
        </Callout>
      )}
      {hasMail ? null : <p className="text-sm leading-5 text-muted">{texts.noMail}</p>}
      {isEmailVerified || !hasMail ? null : (
        <Callout
          tone="warning"
          action={
            <Button
              variant="secondary"
              size="sm"
              isLoading={resend.isPending}
              onClick={resend.send}
            >
              {shell.verifyBanner.resend}
            </Button>
          }
        >
          {fill(texts.unverifiedBody, { email })}
        </Callout>
      )}
      {isChanging ? (
        <ChangeEmailDialog account={account} onClose={() => setChanging(false)} />
      ) : null}
    </SettingRow>
  );
}
