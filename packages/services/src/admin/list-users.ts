import { desc, sql } from 'drizzle-orm';
import type { AdminPage, AdminUsers } from '@geko/contracts/admin';
import { users } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';

/** Every person with an account, newest first. */
export async function listUsers(deps: Pick<Deps, 'db'>, input: AdminPage): Promise<AdminUsers> {
  const after = fromCursor(input.cursor);
  const rows = await deps.db
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      platformRole: users.platformRole,
      createdAt: users.createdAt,
    })
    .from(users)
    .where(
      after
        ? sql`(${users.createdAt}, ${users.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
        : undefined,
    )
    .orderBy(desc(users.createdAt), desc(users.id))
    .limit(input.limit + 1);
  const page = toPage(rows, input.limit, (row) => ({ at: row.createdAt, id: row.id }));
  return {
    items: page.rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })),
    nextCursor: page.nextCursor,
  };
}
