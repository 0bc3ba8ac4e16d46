import { eq } from 'drizzle-orm';
import type { UpdateProfile } from '@geko/contracts/account';
import { users } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';

const columnNames = { name: 'name', locale: 'locale', timeZone: 'time_zone' } as const;

/** Changes what is given; null takes a time zone away. */
export async function updateProfile(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  { me, request }: { me: Pick<Principal, 'userId'>; request: RequestFacts },
  { name, locale, timeZone }: UpdateProfile,
): Promise<void> {
  const { userId } = me;
  const change = {
    ...(name === undefined ? {} : { name }),
    ...(locale === undefined ? {} : { locale }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
  const fields = (Object.keys(change) as (keyof typeof change)[]).map(
    (field) => columnNames[field],
  );
  if (fields.length === 0) return;
  await deps.db.transaction(async (tx) => {
    await tx.update(users).set(change).where(eq(users.id, userId));
    await writeAccountAudit(
      { tx, userId, actorId: userId, now: deps.now(), newId: deps.newId, request },
      { action: 'account.update_profile', after: fields.join(',') },
    );
  });
}
