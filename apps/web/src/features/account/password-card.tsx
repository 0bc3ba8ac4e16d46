'use client';
import type { Account } from '@geko/contracts/account';
import { Button } from '@geko/ui/button';
import { Field } from '@geko/ui/field';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { PasswordInput } from '../auth/password-input.tsx';
import { notify } from '../toasts/notify.ts';
import { ProofDialog } from './proof-dialog.tsx';
import { SettingRow } from './setting-row.tsx';
import { useRefreshAccount } from './use-refresh-account.ts';

/** The password: changed, or set for the first time by who signs in with an account elsewhere. */
export function PasswordCard({ account }: { account: Account }) {
  const texts = useMessages('account');
  const refresh = useRefreshAccount();
  const utils = trpc.useUtils();
  const [isOpen, setOpen] = useState(false);
  const change = trpc.account.changePassword.useMutation();
  const label = account.hasPassword ? texts.changePassword : texts.setPassword;
  return (
    <>
      <SettingRow
        title={texts.passwordTitle}
        lead={account.hasPassword ? texts.passwordLead : texts.noPasswordLead}
        action={
          <Button variant="secondary" size="sm" onClick={() => setOpen(true)}>
            {label}
          </Button>
        }
      />
      {isOpen ? (
        <ProofDialog
          title={label}
          description={texts.changePasswordLead}
          submitLabel={label}
          hasPassword={account.hasPassword}
          firstLabel={texts.currentPassword}
          fields={['newPassword']}
          renderFields={(errorOf) => (
            <Field
              label={texts.newPassword}
              hint={texts.passwordHint}
              error={errorOf('newPassword')}
            >
              <PasswordInput
                name="newPassword"
                autoComplete="new-password"
                required
                minLength={10}
                maxLength={200}
              />
            </Field>
          )}
          send={async ({ newPassword = '' }, { password }) =>
            await change.mutateAsync({ newPassword, password })
          }
          onDone={() => {
            void refresh();
            void utils.auth.listSessions.invalidate();
            void notify({
              tone: 'success',
              title: texts.passwordChanged,
              description: texts.passwordChangedBody,
            });
            setOpen(false);
            return false;
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
