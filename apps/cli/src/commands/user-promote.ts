import type { PlatformRole } from '@geko/contracts/permissions';
import { CliError } from '../cli-error.ts';
import type { CliEnv } from '../env.ts';
import { withDatabase, withSql } from '../with-database.ts';

/**
 * Gives a person a role in the whole installation; acts on their next request.
 * @throws CliError when nobody has this email.
 */
export async function userPromote(
  env: CliEnv,
  { email, role }: { email: string; role: PlatformRole },
): Promise<string> {
  const address = email.trim().toLowerCase();
  const changed = await withDatabase({ env, mayCreate: false }, (ownerUrl) =>
    withSql(
      ownerUrl,
      (sql) => sql`update users set platform_role = ${role} where email = ${address} returning id`,
    ),
  );
  if (changed.length === 0) throw new CliError(`Nobody is registered as ${address}.`);
  return `${address} is now ${role}.`;
}
