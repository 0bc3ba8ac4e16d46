import { AppError } from '@geko/contracts/errors';
import type { PlatformRole } from '@geko/contracts/permissions';
import { promoteUser } from '@geko/services/admin/promote-user';
import { CliError } from '../cli-error.ts';
import type { CliEnv } from '../env.ts';
import { withApplication } from '../with-application.ts';

/**
 * Gives a person a role in the whole installation; acts on their next request. It is on the record of each workspace
 * that the person belongs to.
 * @throws CliError when nobody has this email.
 */
export async function userPromote(
  env: CliEnv,
  { email, role }: { email: string; role: PlatformRole },
): Promise<string> {
  const address = email.trim().toLowerCase();
  await withApplication(env, async (application) => {
    try {
      await promoteUser(
        application,
        { email: address, role },
        { requestId: 'geko-user-promote', address: null, userAgent: null },
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new CliError(`Nobody is registered as ${address}.`);
    }
  });
  return `${address} is now ${role}.`;
}
