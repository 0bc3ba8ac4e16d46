import { randomUUID } from 'node:crypto';
import { AppError } from '@geko/contracts/errors';
import type { PlatformRole } from '@geko/contracts/permissions';
import { createDb } from '@geko/db/client';
import { appUrlOf } from '@geko/db/migrate';
import { promoteUser } from '@geko/services/admin/promote-user';
import { CliError } from '../cli-error.ts';
import type { CliEnv } from '../env.ts';
import { withDatabase, withSql } from '../with-database.ts';

/**
 * Gives a person a role in the whole installation; acts on their next request. As the application, since the owner sees
 * no workspace, and it is on the record of each that the person belongs to.
 * @throws CliError when nobody has this email.
 */
export async function userPromote(
  env: CliEnv,
  { email, role }: { email: string; role: PlatformRole },
): Promise<string> {
  const address = email.trim().toLowerCase();
  await withDatabase({ env, mayCreate: false }, async (ownerUrl) => {
    // What is wrong with the address of the database is told of the one that was given.
    await withSql(ownerUrl, (sql) => sql`select last_seq from audit_heads where false`);
    const client = createDb({
      appUrl: appUrlOf(ownerUrl),
      maxConnections: 1,
      onError: () => undefined,
    });
    try {
      await promoteUser(
        { db: client.db, now: () => new Date(), newId: randomUUID },
        { email: address, role },
        { requestId: 'geko-user-promote', address: null, userAgent: null },
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new CliError(`Nobody is registered as ${address}.`);
    } finally {
      await client.close();
    }
  });
  return `${address} is now ${role}.`;
}
