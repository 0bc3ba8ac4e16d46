import { workspaceRoles, type WorkspaceRole } from '@geko/contracts/permissions';
import type { Role, SweepWorld } from './sweep-world.ts';

/** Who gets through. A list of roles: those of the workspace that the input names. */
export type May = 'anyone' | 'signed-in' | 'operators' | readonly WorkspaceRole[];

type Input = (world: SweepWorld, role: Role) => Promise<Record<string, unknown>>;

export type SweepCase = {
  may: May;
  /** How members who may not are told; 403 without. */
  refusal?: 404;
  /** An input that is right for this person: every id in it is one of theirs. */
  input?: Input;
  /** Ids that only narrow: under one that is not there stands nothing, and that is an answer. */
  filters?: readonly string[];
  /** Takes back what a call of theirs has changed about the person, after which the next one would not be right. */
  mend?: (world: SweepWorld, role: Role) => Promise<void>;
};

export const everyone = workspaceRoles;
export const writers = ['owner', 'admin', 'editor'] as const;
export const admins = ['owner', 'admin'] as const;
export const owners = ['owner'] as const;

/** Everybody's password. */
export const PASSWORD = 'correct horse battery';

export const here = (world: SweepWorld, role: Role) => ({
  workspaceId: world.members[role].workspaceId,
});

export const always = (input: Record<string, unknown>) => () => Promise.resolve(input);

export const inWorkspace =
  (more: Record<string, unknown> = {}): Input =>
  (world, role) =>
    Promise.resolve({ ...here(world, role), ...more });

export const inChat =
  ({ isDeleted = false, ...more }: Record<string, unknown> & { isDeleted?: boolean } = {}): Input =>
  async (world, role) => {
    const { conversationId } = await world.makeChat(role, { isDeleted });
    return { ...here(world, role), conversationId, ...more };
  };
