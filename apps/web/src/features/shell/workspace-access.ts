/** Why a workspace can no longer be used in this tab. */
export type Loss = { kind: 'removed' | 'left' } | { kind: 'deleted'; purgeAfter: string };

const losses = new Map<string, Loss>();
const lossListeners = new Set<() => void>();
const refusalListeners = new Set<() => void>();

/** Which workspaces were lost since the page was loaded, as an external store. */
export const workspaceLosses = {
  subscribe: (listener: () => void): (() => void) => {
    lossListeners.add(listener);
    return () => lossListeners.delete(listener);
  },
  get: (workspaceId: string): Loss | null => losses.get(workspaceId) ?? null,
  set: (workspaceId: string, loss: Loss | null): void => {
    if (loss === null) losses.delete(workspaceId);
    else losses.set(workspaceId, loss);
    for (const listener of lossListeners) listener();
  },
};

/** Tells that the server refused something; a role that changed, or a membership that ended, is what may be behind it. */
export function noteRefusal(code: string | undefined): void {
  if (code !== 'FORBIDDEN' && code !== 'NOT_FOUND') return;
  for (const listener of refusalListeners) listener();
}

/** @returns what ends the listening. */
export function onRefusal(listener: () => void): () => void {
  refusalListeners.add(listener);
  return () => refusalListeners.delete(listener);
}
