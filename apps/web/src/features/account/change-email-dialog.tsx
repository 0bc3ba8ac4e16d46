'use client';
import type { Account } from '@geko/contracts/account';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { ProofDialog } from './proof-dialog.tsx';
import { useRefreshAccount } from './use-refresh-account.ts';

/** Asks for the new address; it takes effect when the link mailed there is followed. */
export function ChangeEmailDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const texts = useMessages('account');
  const refresh = useRefreshAccount();
  const change = trpc.account.changeEmail.useMutation();
  return (
    <ProofDialog
      title={texts.changeEmailTitle}
      description={texts.changeEmailLead}
      submitLabel={texts.changeEmailSubmit}
      hasPassword={account.hasPassword}
      fields={['email']}
      renderFields={(errorOf) => (
        <Field label={texts.newEmail} error={errorOf('email')}>
          <Input name="email" type="email" autoComplete="email" required maxLength={254} />
        </Field>
      )}
      send={async ({ email = '' }, { password }) => await change.mutateAsync({ email, password })}
      onDone={() => {
        // The card says from now on what it waits for.
        void refresh();
        onClose();
        return false;
      }}
      onClose={onClose}
    />
  );
}
