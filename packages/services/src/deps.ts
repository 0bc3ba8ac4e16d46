import type { Auth } from '@geko/auth/lucia';
import type { RateLimits } from '@geko/auth/rate-limits';
import type { Db, Tx } from '@geko/db/client';
import type { PlanId } from '@geko/contracts/plans';
import type { PlatformRole, WorkspaceRole } from '@geko/contracts/permissions';
import type { Gateway } from '@geko/gateway/gateway';

/** What packages need of a logger; pino satisfies it. */
export type Log = Record<'info' | 'warn' | 'error', (facts: object, message: string) => void>;

/** What verbs are made of; each app builds one in its wiring file. */
export type Deps = {
  db: Db;
  auth: Auth;
  rateLimits: RateLimits;
  gateway: Gateway;
  log: Log;
  now: () => Date;
  newId: () => string;
};

/** Facts of the request that the audit log keeps. */
export type RequestFacts = { requestId: string; address: string | null; userAgent: string | null };

/** Who is calling, however they proved it. */
export type Principal = {
  userId: string;
  email: string;
  name: string;
  platformRole: PlatformRole;
  lastWorkspaceId: string | null;
  sessionId: string;
};

/** A principal inside a workspace. */
export type Caller = {
  userId: string;
  tenantId: string;
  workspaceId: string;
  workspaceName: string;
  role: WorkspaceRole;
  planId: PlanId;
  timeZone: string;
  createdAt: Date;
};

/** What a verb inside a workspace works with: one transaction that sees only that workspace. */
export type Scope = {
  tx: Tx;
  caller: Caller;
  now: Date;
  newId: () => string;
  request: RequestFacts;
};
