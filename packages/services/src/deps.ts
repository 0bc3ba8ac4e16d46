import type { Auth } from '@geko/auth/lucia';
import type { OAuth } from '@geko/auth/oauth';
import type { RateLimits } from '@geko/auth/rate-limits';
import type { Db, Tx } from '@geko/db/client';
import type { Plan, PlanId } from '@geko/contracts/plans';
import type { Locale } from '@geko/contracts/auth';
import type { InvoiceDetails } from '@geko/contracts/invoices';
import type { LicenceTier } from '@geko/contracts/licences';
import type { Branding } from '@geko/contracts/mail';
import type { MemberRole, Permission, PlatformRole } from '@geko/contracts/permissions';
import type { Secrets } from '@geko/auth/secrets';
import type { Gateway } from '@geko/gateway/gateway';
import type { LocalModels } from '@geko/local-models/local-models';
import type { Outbound } from '@geko/outbound/outbound';
import type { Shops } from '@geko/payments/shop';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import type { Blanks } from './policy/blanks.ts';
import type { CallStatements } from './policy/call-statements.ts';
import type { CatalogueCopies } from './models/catalogue-copy.ts';
import type { SystemSettings } from './config/system-settings.ts';
import type { Traffic } from './live/traffic.ts';
import type { ProviderSecrets } from './provider-keys/provider-secrets.ts';

/** What packages need of a logger; pino satisfies it. */
export type Log = Record<'info' | 'warn' | 'error', (facts: object, message: string) => void>;

/** What verbs are made of; each app builds one in its wiring file. */
export type Deps = {
  db: Db;
  /** What calls ask of the database, together. */
  callStatements: CallStatements;
  /** Holds that are taken ahead of calls. */
  blanks: Blanks;
  auth: Auth;
  rateLimits: RateLimits;
  /** Accounts elsewhere that may sign people in. */
  oauth: OAuth;
  gateway: Gateway;
  /** The models and prices, in memory. */
  catalogue: CatalogueCopies;
  /** The one way to fetch what users name by its address. */
  outbound: Outbound;
  secrets: Secrets;
  /** Where the keys of providers come from. */
  providerSecrets: ProviderSecrets;
  /** Where people reach Geko, without a slash at the end; never taken from a request. */
  publicUrl: string;
  mail: MailMode;
  /** How mails look and sign. */
  branding: Branding;
  /** What operators may change at run time. Not inside a transaction: reading takes a connection of its own. */
  settings: () => Promise<SystemSettings>;
  /** Where licences are sold. */
  shops: Shops;
  /** Where payments go; null = they are not set up. */
  stripe: StripeRail | null;
  /** Models that run on this server; null = it offers none. */
  localModels: LocalModels | null;
  /** An invoice as a PDF. */
  drawInvoice: (invoice: InvoiceDetails) => Promise<Uint8Array>;
  /** The calls that end, as they do. */
  traffic: Traffic;
  /** How long somebody who was taken out may still look on, in milliseconds. */
  recheckMs: number;
  log: Log;
  now: () => Date;
  newId: () => string;
};

/**
 * smtp: mail goes out. mailbox: there is no mail server and only this machine reaches Geko; operators read what would
 * have gone out. none: no mail, and no way in that needs one.
 */
export type MailMode = 'smtp' | 'mailbox' | 'none';

/** Facts of the request that the audit log keeps. */
export type RequestFacts = { requestId: string; address: string | null; userAgent: string | null };

/** Who is calling, however they proved it. */
export type Principal = {
  userId: string;
  email: string;
  name: string;
  platformRole: PlatformRole;
  avatarId: string | null;
  locale: Locale;
  timeZone: string | null;
  isEmailVerified: boolean;
  /** When the account is erased; null = not asked for. */
  deleteAfter: Date | null;
  lastWorkspaceId: string | null;
  /** The session's public id. */
  sessionId: string;
  sessionVersion: number;
  /** When the person proved who they are, by password or provider. */
  signedInAt: Date;
  /** The one workspace that an access token is for; null = a session, good for all. */
  onlyWorkspaceId: string | null;
};

/** A principal inside a workspace. */
export type Caller = {
  userId: string;
  /** The key by which a program calls in their name; null = their own session or access token. */
  apiKeyId: string | null;
  /** The only models that their key is for; null = all that they may use. */
  onlyModelIds: ReadonlySet<string> | null;
  /** What their licence allows and pays for, in the place of the workspace's plan; null = they came by none. */
  licenceTier: LicenceTier | null;
  tenantId: string;
  workspaceId: string;
  workspaceName: string;
  role: MemberRole;
  /** The role's name, or the id of one of the workspace's own. */
  roleId: string;
  roleName: string;
  permissions: ReadonlySet<Permission>;
  planId: PlanId;
  /** The plan as it holds now, with what the operator has changed. */
  plan: Plan;
  timeZone: string;
  iconId: string | null;
  createdAt: Date;
  /** Whether the workspace allows local models. */
  hasLocalModels: boolean;
};

/** What a verb inside a workspace works with: one transaction that sees only that workspace. */
export type Scope = {
  tx: Tx;
  caller: Caller;
  now: Date;
  newId: () => string;
  request: RequestFacts;
};
