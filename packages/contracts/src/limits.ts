import { z } from 'zod';
import { TimeZone } from './auth.ts';
import { LimitTrace } from './errors.ts';
import { Id, ModelId, NewId } from './ids.ts';
import { Instant } from './instant.ts';
import { Meter, PeriodKind } from './meters.ts';
import { Overflow } from './plans.ts';
import { InWorkspace } from './workspace.ts';

/** The largest cap: amounts up to it are exact as JSON numbers. In nano-USD it is nine million dollars. */
export const MAX_CAP = 9_000_000_000_000_000;

/** Tokens, requests, or nano-USD, by the limit's meter. */
export const Cap = z.number().int().min(0).max(MAX_CAP);

/**
 * What a limit is on: all workspaces of the company, all of the workspace, each member on their own, one member, one
 * model, or one API key. A company's limit counts by one zone in every workspace: that of this workspace unless told.
 */
export const LimitSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tenant'), timeZone: TimeZone.optional() }),
  z.object({ kind: z.literal('workspace') }),
  z.object({ kind: z.literal('each_member') }),
  z.object({ kind: z.literal('member'), id: Id }),
  z.object({ kind: z.literal('model'), id: ModelId }),
  z.object({ kind: z.literal('key'), id: Id }),
]);
export type LimitSubject = z.infer<typeof LimitSubject>;

/** Where periods begin; null = with the calendar day, week (Monday), month or year. */
const AnchorAt = Instant.nullable();

/** A cap that somebody has set, for the workspace or for the whole company. */
export const Limit = z.object({
  id: z.string(),
  subject: z.object({
    kind: z.enum(['tenant', 'workspace', 'each_member', 'member', 'model', 'key']),
    id: z.string(),
  }),
  /** The member's, the model's or the key's name; null where the subject has none. */
  subjectName: z.string().nullable(),
  meter: Meter,
  cap: Cap,
  period: PeriodKind,
  anchorAt: AnchorAt,
  /** In which its days and months are counted: the workspace's, but for a company's limit. */
  timeZone: z.string(),
  overflow: Overflow,
  createdAt: z.iso.datetime(),
  /** What is used and held now; null for each member, which has as many counters as members. */
  now: LimitTrace.nullable(),
});
export type Limit = z.infer<typeof Limit>;

export const LimitList = z.object({ limits: z.array(Limit) });
export type LimitList = z.infer<typeof LimitList>;

export const CreateLimit = InWorkspace.extend({
  id: NewId,
  subject: LimitSubject,
  meter: Meter,
  cap: Cap,
  period: PeriodKind,
  anchorAt: AnchorAt.default(null),
  overflow: Overflow.default('block'),
});
export type CreateLimit = z.infer<typeof CreateLimit>;

/** Takes effect on the next call; what is held stays held. */
export const UpdateLimit = InWorkspace.extend({
  id: Id,
  cap: Cap.optional(),
  overflow: Overflow.optional(),
});
export type UpdateLimit = z.infer<typeof UpdateLimit>;

export const LimitRef = InWorkspace.extend({ id: Id });
export type LimitRef = z.infer<typeof LimitRef>;

/** A member asks for more of a limit that stopped them. */
export const RequestMore = InWorkspace.extend({ id: NewId, limitId: Id });
export type RequestMore = z.infer<typeof RequestMore>;

export const LimitRequest = z.object({
  id: z.string(),
  userId: z.string(),
  userName: z.string(),
  limit: Limit,
  /** What one click would raise the cap to. */
  proposedCap: Cap,
  createdAt: z.iso.datetime(),
});
export type LimitRequest = z.infer<typeof LimitRequest>;

export const LimitRequestList = z.object({ requests: z.array(LimitRequest) });
export type LimitRequestList = z.infer<typeof LimitRequestList>;

/** cap: absent = the proposed one. */
export const DecideRequest = InWorkspace.extend({
  id: Id,
  isGranted: z.boolean(),
  cap: Cap.optional(),
});
export type DecideRequest = z.infer<typeof DecideRequest>;
