'use client';
import type { Account } from '@geko/contracts/account';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import { FactorCodeField } from './factor-code-field.tsx';
import { ProofDialog } from './proof-dialog.tsx';
import { useRefreshAccount } from './use-refresh-account.ts';

/** Turns two-step sign-in off: it takes what signing in takes. */
export function DisableFactor({ account, onClose }: { account: Account; onClose: () => void }) {
  const texts = useMessages('account');
  const refresh = useRefreshAccount();
  const disable = trpc.account.disableTotp.useMutation();
  return (
    <ProofDialog
      title={texts.disableTitle}
      description={texts.disableLead}
      submitLabel={texts.disable}
      tone="danger"
      hasPassword={account.hasPassword}
      fields={['code']}
      renderFields={(errorOf) => <FactorCodeField error={errorOf('code')} />}
      send={async ({ code = '' }, { password }) => await disable.mutateAsync({ code, password })}
      onDone={() => {
        void refresh();
        void notify({ tone: 'success', title: texts.disabled });
        onClose();
        return false;
      }}
      onClose={onClose}
    />
  );
}
