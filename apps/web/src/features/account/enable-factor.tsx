'use client';
import type { Account, TotpSetup } from '@geko/contracts/account';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import { ProofDialog } from './proof-dialog.tsx';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';
import { ScanDialog } from './scan-dialog.tsx';
import { useRefreshAccount } from './use-refresh-account.ts';

/** Turns two-step sign-in on: proof, then app and code, then the recovery codes. */
export function EnableFactor({ account, onClose }: { account: Account; onClose: () => void }) {
  const texts = useMessages('account');
  const refresh = useRefreshAccount();
  const [setup, setSetup] = useState<TotpSetup | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const begin = trpc.account.beginTotp.useMutation();
  if (codes !== null) {
    return (
      <RecoveryCodesDialog
        codes={codes}
        email={account.email}
        onClose={() => {
          void notify({ tone: 'success', title: texts.enabled });
          onClose();
        }}
      />
    );
  }
  if (setup !== null) {
    return (
      <ScanDialog
        setup={setup}
        onClose={onClose}
        onConfirmed={(made) => {
          setCodes(made);
          void refresh();
        }}
      />
    );
  }
  return (
    <ProofDialog
      title={texts.enableTitle}
      description={texts.enableProof}
      submitLabel={texts.enableStart}
      hasPassword={account.hasPassword}
      fields={[]}
      send={async (_, { password }) => await begin.mutateAsync({ password })}
      onDone={(made) => {
        setSetup(made);
        return false;
      }}
      onClose={onClose}
    />
  );
}
