import type { Register } from '@geko/contracts/auth';
import { AppError } from '@geko/contracts/errors';
import { hashPassword } from '@geko/auth/passwords';
import type { Deps, RequestFacts } from '../deps.ts';
import { createOwner, type NewOwner } from './create-owner.ts';

/**
 * Makes a tenant, its first user and its first workspace in one transaction, without a session. A taken address is
 * refused with a sentence that fits both cases, after the same work. isVerified: mail to the address is known to reach
 * them.
 */
export async function register(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  { isVerified = false, ...input }: Register & { isVerified?: boolean },
  request: RequestFacts,
): Promise<NewOwner> {
  const passwordHash = await hashPassword(input.password);
  const emailVerifiedAt = isVerified ? deps.now() : null;
  return deps.db.transaction(async (tx) => {
    const owner = await createOwner(tx, deps, { ...input, passwordHash, emailVerifiedAt, request });
    if (owner === null) throw new AppError('REGISTRATION_REFUSED');
    return owner;
  });
}
