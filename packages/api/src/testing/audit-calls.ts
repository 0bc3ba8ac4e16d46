import type { AuditLine, AuditPage } from '@geko/contracts/audit';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import type { TestHouse } from './test-house.ts';
import { registerPerson, type TestPerson } from './test-person.ts';

export type AuditFilter = { actorId?: string; action?: string; from?: string; to?: string };

/** A page of the list. */
export const list = async (
  person: TestPerson,
  input: AuditFilter & { cursor?: string; limit?: number } = {},
) => person.query<AuditPage>('audit.list', { workspaceId: person.workspaceId, ...input });

/** Every page of the list. */
export async function listAll(person: TestPerson, limit: number, filter: AuditFilter = {}) {
  const pages: AuditLine[][] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { data } = await list(person, { ...filter, limit, ...(cursor === '' ? {} : { cursor }) });
    pages.push(data.items);
    cursor = data.nextCursor;
  }
  return pages;
}

/** Leaves one line. */
export const rename = (person: TestPerson, name: string) =>
  person.mutate('workspace.rename', { workspaceId: person.workspaceId, name });

/** Somebody else in a person's workspace. */
export async function addMember(
  house: TestHouse,
  person: TestPerson,
  role: 'admin' | 'editor' = 'admin',
): Promise<TestPerson> {
  const member = await registerPerson(house);
  await house.inWorkspaceOf(person, async (tx) => {
    const [own] = await tx.select().from(workspaceMembers);
    if (!own) throw new Error('the workspace has no member');
    await tx.insert(workspaceMembers).values({ ...own, userId: member.userId, role });
  });
  member.workspaceId = person.workspaceId;
  return member;
}
