import { z } from 'zod';
import { Cursor, Id } from './ids.ts';
import { mailKinds, type MailKind } from './mail.ts';
import { Meter } from './meters.ts';
import { ProviderId } from './models.ts';
import { NanoString } from './money.ts';
import { PlatformRole } from './permissions.ts';
import { PlanId } from './plans.ts';
import { UsageTotals } from './usage.ts';

export const AdminOverview = z.object({
  tenants: z.number().int(),
  workspaces: z.number().int(),
  users: z.number().int(),
  runningTurns: z.number().int(),
  /** Since midnight UTC. */
  today: UsageTotals.omit({ images: true, characters: true, seconds: true }),
  providers: z.array(z.object({ id: ProviderId, keys: z.number().int() })),
  /** Workspaces that go on beyond a limit of their plan which lets pass, in its running period; the newest, at most 20. */
  fairUse: z.array(
    z.object({
      workspaceId: z.string(),
      workspaceName: z.string(),
      planId: PlanId,
      /** Its stable name (LimitTrace). */
      limit: z.string(),
      meter: Meter,
      cap: z.string(),
      passedAt: z.iso.datetime(),
      resetsAt: z.iso.datetime(),
    }),
  ),
});
export type AdminOverview = z.infer<typeof AdminOverview>;

export const AdminPage = z.object({
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type AdminPage = z.infer<typeof AdminPage>;

export const AdminWorkspaces = z.object({
  items: z.array(
    z.object({
      tenantId: z.string(),
      tenantName: z.string(),
      workspaceId: z.string(),
      workspaceName: z.string(),
      planId: PlanId,
      members: z.number().int(),
      tokensToday: z.number().int(),
      costTodayNano: NanoString,
      createdAt: z.iso.datetime(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type AdminWorkspaces = z.infer<typeof AdminWorkspaces>;

export const AdminUsers = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      email: z.string(),
      name: z.string(),
      platformRole: PlatformRole,
      createdAt: z.iso.datetime(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type AdminUsers = z.infer<typeof AdminUsers>;

/** Without payments set up, the operator sets plans by hand (SPEC §8). */
export const SetWorkspacePlan = z.object({ workspaceId: Id, planId: PlanId });
export type SetWorkspacePlan = z.infer<typeof SetWorkspacePlan>;

/** Mails as they went out, or would have; only on an installation that nobody else reaches and that has no mail server. */
export const Mailbox = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(mailKinds as [MailKind, ...MailKind[]]),
      to: z.string(),
      subject: z.string(),
      text: z.string(),
      html: z.string(),
      createdAt: z.iso.datetime(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type Mailbox = z.infer<typeof Mailbox>;
