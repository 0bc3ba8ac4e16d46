'use client';
import type { Account } from '@geko/contracts/account';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { FactorCodeField } from './factor-code-field.tsx';
import { ProofDialog } from './proof-dialog.tsx';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';
import { useRefreshAccount } from './use-refresh-account.ts';

/** New recovery codes in the place of all old ones. */
export function RenewCodes({ account, onClose }: { account: Account; onClose: () => void }) {
  const texts = useMessages('account');
  const refresh = useRefreshAccount();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const renew = trpc.account.renewRecoveryCodes.useMutation();
  if (codes !== null) {
    return <RecoveryCodesDialog codes={codes} email={account.email} onClose={onClose} />;
  }
  return (
    <ProofDialog
      title={texts.renewTitle}
      description={texts.renewLead}
      submitLabel={texts.renewSubmit}
      hasPassword={account.hasPassword}
      fields={['code']}
      renderFields={(errorOf) => <FactorCodeField error={errorOf('code')} />}
      send={async ({ code = '' }, { password }) => await renew.mutateAsync({ code, password })}
      onDone={(made) => {
        setCodes(made.codes);
        void refresh();
        return false;
      }}
      onClose={onClose}
    />
  );
}
