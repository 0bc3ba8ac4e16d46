/** Pages that every workspace has; a conversation is of one workspace only. */
const sharedPages = ['models', 'usage', 'settings'];
/** What of a page's query means the same elsewhere; ids of people do not. */
const sharedParams = ['tab', 'month'];

/**
 * The same page in another workspace: "/w/a/usage?month=2026-11" → "/w/b/usage?month=2026-11". From a conversation, or
 * from anywhere else, its chat.
 */
export function pathInWorkspace(path: string, workspaceId: string): string {
  const { pathname, searchParams } = new URL(path, 'http://geko.invalid');
  const page = /^\/w\/[^/]+\/([^/]+)$/.exec(pathname)?.[1];
  const home = `/w/${workspaceId}`;
  if (page === undefined || !sharedPages.includes(page)) return home;
  const kept = new URLSearchParams();
  for (const name of sharedParams) {
    const value = searchParams.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept.size === 0 ? `${home}/${page}` : `${home}/${page}?${kept}`;
}
