import { sql } from 'drizzle-orm';
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
  // Journals are checked at the commit, and signing up leaves the workspace before: it could not see its own any more.
  await place.tx.execute(sql`set constraints journal_sums_to_zero immediate`);
  await place.tx.execute(sql`set constraints journal_sums_to_zero deferred`);
}
