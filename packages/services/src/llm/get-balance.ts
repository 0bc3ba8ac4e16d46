import type { Balance } from '@geko/contracts/llm';
import { usdDecimal } from '@geko/contracts/usd';
import type { Scope } from '../deps.ts';
import { getQuota } from '../usage/get-quota.ts';
import { getWallet } from '../wallet/get-wallet.ts';

/** What the caller's calls can still draw on: the limits, and the wallet for who may see it. */
export async function getBalance(scope: Scope): Promise<Balance> {
  const quota = await getQuota(scope, { modelId: null });
  const maySee = scope.caller.permissions.has('billing:view');
  const wallet = maySee ? await getWallet(scope) : null;
  return {
    ...quota,
    credit: wallet && {
      balance: usdDecimal(BigInt(wallet.balanceNano)),
      held: usdDecimal(BigInt(wallet.heldNano)),
    },
  };
}
