import { eq } from 'drizzle-orm';
import { newRecoveryCodes } from '@geko/auth/recovery-codes';
import type { RecoveryCodes } from '@geko/contracts/account';
import type { Tx } from '@geko/db/client';
import { recoveryCodes } from '@geko/db/schema/identity';

/** Ten new recovery codes in place of those before; this is the only time that they can be read. */
export async function writeRecoveryCodes(tx: Tx, userId: string): Promise<RecoveryCodes> {
  const { codes, hashes } = newRecoveryCodes();
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx.insert(recoveryCodes).values(hashes.map((codeHash) => ({ userId, codeHash })));
  return { codes };
}
