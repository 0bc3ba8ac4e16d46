import { z } from 'zod';
import { MyWorkspace } from './auth.ts';
import { Id } from './ids.ts';

/** POST /api/v1/auth/…: how programs sign in and stay so without a cookie. */

/** A session's own token; lasts as the session does, 30 days, prolonged by use. Garbled ones are refused like ended ones. */
const RefreshToken = z.string().max(2_000);

/** A fresh access token: for the given workspace, or without one for that which was open last. */
export const RefreshApiSession = z.object({
  refreshToken: RefreshToken,
  workspaceId: Id.optional(),
});
export type RefreshApiSession = z.infer<typeof RefreshApiSession>;

export const EndApiSession = z.object({ refreshToken: RefreshToken });
export type EndApiSession = z.infer<typeof EndApiSession>;

export const ApiSession = z.object({
  userId: z.string(),
  /** What access tokens are made with; shown to /api/v1/auth/refresh alone. */
  refreshToken: z.string(),
  /** null = the person belongs to no workspace, and access tokens are for one. */
  access: z
    .object({
      /** For `Authorization: Bearer`; good for 15 minutes. */
      token: z.string(),
      expiresAt: z.iso.datetime(),
      workspaceId: z.string(),
    })
    .nullable(),
  /** All workspaces of the person; refresh with another one's id to work there. */
  workspaces: z.array(MyWorkspace),
});
export type ApiSession = z.infer<typeof ApiSession>;

const SignedIn = ApiSession.extend({ status: z.literal('signed_in') });

/** second_factor: the password is right; the ticket, good for five minutes, goes along with the code. */
export const ApiLogin = z.discriminatedUnion('status', [
  SignedIn,
  z.object({ status: z.literal('second_factor'), ticket: z.string() }),
]);
export type ApiLogin = z.infer<typeof ApiLogin>;

/** confirm_email: a mail says how to go on; the same for an address that has an account already. */
export const ApiRegistration = z.discriminatedUnion('status', [
  SignedIn,
  z.object({ status: z.literal('confirm_email') }),
]);
export type ApiRegistration = z.infer<typeof ApiRegistration>;
