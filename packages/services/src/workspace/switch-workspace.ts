import { eq } from 'drizzle-orm';
import { users } from '@geko/db/schema/identity';
import type { Scope } from '../deps.ts';

/** Remembers the workspace to open at the next visit. */
export async function switchWorkspace({ tx, caller }: Scope): Promise<void> {
  await tx
    .update(users)
    .set({ lastWorkspaceId: caller.workspaceId })
    .where(eq(users.id, caller.userId));
}
