/**
 * Leaves for `next`, or for the workspace that the person was in last. A whole page load on purpose: nothing of the
 * signed-out page may survive in memory.
 */
export function enterGeko(next: string | null, workspaceId: string | null): void {
  window.location.assign(next ?? (workspaceId === null ? '/' : `/w/${workspaceId}`));
}
