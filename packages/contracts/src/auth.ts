import { z } from 'zod';
import { Id } from './ids.ts';
import { Permission, PlatformRole } from './permissions.ts';
import { PlanId } from './plans.ts';
import { Text } from './text.ts';

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('must be an email address'));
export const Password = z
  .string()
  .min(10, 'must have at least 10 characters')
  .max(200, 'must have at most 200 characters');
export const DisplayName = Text.trim().min(1, 'must not be empty').max(80);

/** Of mails, dates and numbers. */
export const Locale = z.enum(['en', 'de']);
export type Locale = z.infer<typeof Locale>;

/** An IANA time zone that this system knows. */
export const TimeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, 'must be a time zone such as Europe/Berlin');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const Register = z.object({
  email: Email,
  password: Password,
  name: DisplayName,
  /** The company; names the tenant and its first workspace. */
  tenantName: DisplayName,
});
export type Register = z.infer<typeof Register>;

/**
 * confirm_email: a mail says how to go on; the answer is the same for an address that has an account already. Without a
 * mail server the new owner is signed in at once.
 */
export const RegisterResult = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('signed_in'),
    userId: z.string(),
    workspaceId: z.string().nullable(),
  }),
  z.object({ status: z.literal('confirm_email') }),
]);
export type RegisterResult = z.infer<typeof RegisterResult>;

/** A password as somebody claims it; not judged, only compared. */
export const CurrentPassword = z.string().min(1).max(200);

export const Login = z.object({ email: Email, password: CurrentPassword });
export type Login = z.infer<typeof Login>;

/** second_factor: the password is right; the ticket, good for five minutes, goes along with the code. */
export const LoginResult = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('signed_in'),
    userId: z.string(),
    workspaceId: z.string().nullable(),
  }),
  z.object({ status: z.literal('second_factor'), ticket: z.string() }),
]);
export type LoginResult = z.infer<typeof LoginResult>;

/** Six digits of an authenticator app, or a recovery code; blanks and dashes do not matter. */
export const FactorCode = z.string().trim().min(1).max(40);

export const SecondFactor = z.object({ ticket: z.string().max(2_000), code: FactorCode });
export type SecondFactor = z.infer<typeof SecondFactor>;

/** What stands in a link; garbled ones are refused like expired ones. */
export const LinkToken = z.string().max(200);

/** What a link is for, and for which account, before anything is done with it. */
export const InspectLink = z.object({ token: LinkToken });
export const LinkFacts = z.object({
  kind: z.enum(['verify_email', 'change_email', 'reset_password']),
  email: z.string(),
});
export type LinkFacts = z.infer<typeof LinkFacts>;

/** Confirms an address: that of a new account, or one that it changes to. Signs in who has no session yet. */
export const ConfirmEmail = z.object({ token: LinkToken });
export const ConfirmedEmail = z.object({ email: z.string(), isSignedIn: z.boolean() });
export type ConfirmedEmail = z.infer<typeof ConfirmedEmail>;

export const RequestReset = z.object({ email: Email });
export const ResetPassword = z.object({ token: LinkToken, password: Password });

/** Ways to sign in that this installation has set up, beside a password. */
export const IdentityProvider = z.enum(['google', 'github', 'oidc']);
export type IdentityProvider = z.infer<typeof IdentityProvider>;
export const SignInOptions = z.object({
  providers: z.array(z.object({ id: IdentityProvider, name: z.string() })),
  /** Whether mail can be sent: without it there is no reset by mail. */
  hasMail: z.boolean(),
});
export type SignInOptions = z.infer<typeof SignInOptions>;

/** A JWT for `Authorization: Bearer`, for one workspace; refused at once when its session ends. */
export const AccessToken = z.object({ token: z.string(), expiresAt: z.iso.datetime() });
export type AccessToken = z.infer<typeof AccessToken>;

export const MyWorkspace = z.object({
  id: z.string(),
  name: z.string(),
  tenantName: z.string(),
  /** A built-in role's name, or the id of one of the workspace's own. */
  roleId: z.string(),
  roleName: z.string(),
  permissions: z.array(Permission),
  planId: PlanId,
  /** The version of its picture, see `/api/icons`; null = none. */
  iconId: z.string().nullable(),
  /** Whether it allows local models, on people's own machines and on the server. */
  hasLocalModels: z.boolean(),
});
export type MyWorkspace = z.infer<typeof MyWorkspace>;

export const Me = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  platformRole: PlatformRole,
  /** The version of their picture, see `/api/avatars`; null = none. */
  avatarId: z.string().nullable(),
  locale: Locale,
  timeZone: TimeZone.nullable(),
  isEmailVerified: z.boolean(),
  /** When the account is erased; null = not asked for. */
  deleteAfter: z.iso.datetime().nullable(),
  lastWorkspaceId: z.string().nullable(),
  workspaces: z.array(MyWorkspace),
  /** What the plans are called here: the operator may have named them anew. */
  planNames: z.record(PlanId, z.string()),
});
export type Me = z.infer<typeof Me>;

export const SignedIn = z.object({ userId: z.string(), workspaceId: z.string().nullable() });
export type SignedIn = z.infer<typeof SignedIn>;

export const Session = z.object({
  id: z.string(),
  isCurrent: z.boolean(),
  userAgent: z.string().nullable(),
  address: z.string().nullable(),
  /** ISO 3166 code of the country that the address belongs to; null = unknown or a private network. */
  country: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Session = z.infer<typeof Session>;

export const RevokeSession = z.object({ sessionId: Id });
export const Done = z.object({ ok: z.literal(true) });
