import { liveWhats, type LiveWhat } from '@geko/contracts/live';

/** The channel on which triggers of the database tell what has changed (drizzle/0007_money_rules.sql, tell_change). */
export const CHANGES_CHANNEL = 'geko_changes';

/** Open pages of one person in one process; each holds a connection. */
const MOST_PER_PERSON = 5;

/** An open page: whose it is, which workspace it shows, and how it hears. */
export type Viewer = {
  userId: string;
  workspaceId: string;
  onChange: (what: LiveWhat) => void;
  /** The process stops. */
  onEnd: () => void;
};

/** Who is looking, in this process. Hands on what changes, and nothing of what it is. */
export type LiveHub = {
  /** Adds a viewer and returns the way to take them out again; null = the person has as many as they may. */
  join(viewer: Viewer): (() => void) | null;
  /** A message of the channel: { what, workspaceId }, workspaceId null = of every workspace. */
  hear(payload: string): void;
  /** Messages may have been lost: everybody is told of everything. */
  hearAgain(): void;
  close(): void;
};

export function createLiveHub(): LiveHub {
  const viewers = new Set<Viewer>();
  const tell = (what: LiveWhat, workspaceId: string | null): void => {
    for (const viewer of viewers) {
      if (workspaceId === null || viewer.workspaceId === workspaceId) viewer.onChange(what);
    }
  };
  return {
    join(viewer) {
      const own = [...viewers].filter(({ userId }) => userId === viewer.userId);
      if (own.length >= MOST_PER_PERSON) return null;
      viewers.add(viewer);
      return () => viewers.delete(viewer);
    },
    hear(payload) {
      const change = readChange(payload);
      if (change !== null) tell(change.what, change.workspaceId);
    },
    hearAgain() {
      for (const what of liveWhats) tell(what, null);
    },
    close() {
      for (const viewer of viewers) viewer.onEnd();
      viewers.clear();
    },
  };
}

/** What a message says; null where it says nothing that pages are told of. */
function readChange(payload: string): { what: LiveWhat; workspaceId: string | null } | null {
  let change: { what?: unknown; workspaceId?: unknown } | null;
  try {
    change = JSON.parse(payload) as typeof change;
  } catch {
    return null;
  }
  const what = liveWhats.find((one) => one === change?.what);
  const workspaceId = change?.workspaceId ?? null;
  if (what === undefined) return null;
  return workspaceId === null || typeof workspaceId === 'string' ? { what, workspaceId } : null;
}
