import { settingsIn } from '../config/system-settings.ts';
import type { NoticePlace } from '../notices/insert-notice.ts';
import { addLot } from './add-lot.ts';

/** What a new tenant's first workspace gets to try with, if the operator has set any; in the transaction that makes it. */
export async function giveTrialCredit(place: NoticePlace): Promise<void> {
  const settings = await settingsIn(place.tx);
  const amountNano = settings['money.trial_credit_nano'];
  if (amountNano === 0n) return;
  await addLot(place, {
    id: place.newId(),
    kind: 'trial',
    amountNano,
    expiresAt: null,
    grantedBy: null,
  });
}
