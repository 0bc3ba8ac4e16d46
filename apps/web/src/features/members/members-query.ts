/** What names one list of members in the cache. */
export type MembersQuery = { workspaceId: string; search?: string; limit: number };

const MEMBERS_PER_PAGE = 50;

/** The list of members as the panel asks for it; an empty search finds everybody. */
export function membersQuery(workspaceId: string, search: string): MembersQuery {
  const asked = search.trim();
  return { workspaceId, limit: MEMBERS_PER_PAGE, ...(asked === '' ? {} : { search: asked }) };
}
