import { z } from 'zod';
import { Id } from './ids.ts';
import { PlatformRole, WorkspaceRole } from './permissions.ts';
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

export const Register = z.object({
  email: Email,
  password: Password,
  name: DisplayName,
  /** The company; names the tenant and its first workspace. */
  tenantName: DisplayName,
});
export type Register = z.infer<typeof Register>;

export const Login = z.object({ email: Email, password: z.string().min(1).max(200) });
export type Login = z.infer<typeof Login>;

export const MyWorkspace = z.object({
  id: z.string(),
  name: z.string(),
  tenantName: z.string(),
  role: WorkspaceRole,
  planId: PlanId,
});
export type MyWorkspace = z.infer<typeof MyWorkspace>;

export const Me = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  platformRole: PlatformRole,
  lastWorkspaceId: z.string().nullable(),
  workspaces: z.array(MyWorkspace),
});
export type Me = z.infer<typeof Me>;

export const SignedIn = z.object({ userId: z.string(), workspaceId: z.string().nullable() });
export type SignedIn = z.infer<typeof SignedIn>;

export const Session = z.object({
  id: z.string(),
  isCurrent: z.boolean(),
  userAgent: z.string().nullable(),
  address: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Session = z.infer<typeof Session>;

export const RevokeSession = z.object({ sessionId: Id });
export const Done = z.object({ ok: z.literal(true) });
