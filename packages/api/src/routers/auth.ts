import { z } from 'zod';
import {
  AccessToken,
  ConfirmedEmail,
  ConfirmEmail,
  Done,
  InspectLink,
  LinkFacts,
  Login,
  LoginResult,
  Me,
  Register,
  RegisterResult,
  RequestReset,
  ResetPassword,
  RevokeSession,
  SecondFactor,
  Session,
  type SignedIn,
  SignInOptions,
} from '@geko/contracts/auth';
import { InWorkspace } from '@geko/contracts/workspace';
import { unwritten } from '../unwritten.ts';
import { AppError } from '@geko/contracts/errors';
import { getMe } from '@geko/services/auth/get-me';
import { login } from '@geko/services/auth/login';
import { register } from '@geko/services/auth/register';
import type { Context } from '../context.ts';
import { publicProcedure, router, signedInProcedure } from '../trpc.ts';

const DONE = { ok: true } as const;

export const authRouter = router({
  register: publicProcedure
    .input(Register)
    .output(RegisterResult)
    .mutation(async ({ ctx, input }) => {
      await ctx.deps.rateLimits.consume('registerByAddress', ctx.request.address ?? 'unknown');
      return {
        status: 'signed_in' as const,
        ...(await signIn(ctx, await register(ctx.deps, input, ctx.request))),
      };
    }),

  login: publicProcedure
    .input(Login)
    .output(LoginResult)
    .mutation(async ({ ctx, input }) => {
      const { rateLimits } = ctx.deps;
      await rateLimits.consume('loginByAddress', ctx.request.address ?? 'unknown');
      await rateLimits.consume('loginByAccount', input.email);
      const signedIn = await signIn(ctx, await login(ctx.deps, input));
      await rateLimits.reset('loginByAccount', input.email);
      return { status: 'signed_in' as const, ...signedIn };
    }),

  secondFactor: publicProcedure
    .input(SecondFactor)
    .output(LoginResult)
    .mutation(() => unwritten()),

  options: publicProcedure.output(SignInOptions).query(() => unwritten()),

  inspectLink: publicProcedure
    .input(InspectLink)
    .output(LinkFacts)
    .query(() => unwritten()),

  confirmEmail: publicProcedure
    .input(ConfirmEmail)
    .output(ConfirmedEmail)
    .mutation(() => unwritten()),

  requestReset: publicProcedure
    .input(RequestReset)
    .output(Done)
    .mutation(() => unwritten()),

  resetPassword: publicProcedure
    .input(ResetPassword)
    .output(Done)
    .mutation(() => unwritten()),

  mintToken: signedInProcedure
    .input(InWorkspace)
    .output(AccessToken)
    .mutation(() => unwritten()),

  logout: publicProcedure.output(Done).mutation(async ({ ctx }) => {
    const me = await ctx.principal();
    if (me) await ctx.deps.auth.revoke(me.sessionId, me.userId);
    ctx.setCookie(ctx.deps.auth.blankCookie());
    return DONE;
  }),

  me: signedInProcedure.output(Me).query(({ ctx }) => getMe(ctx.deps, ctx.me)),

  listSessions: signedInProcedure.output(z.array(Session)).query(async ({ ctx }) => {
    const sessions = await ctx.deps.auth.listSessions(ctx.me.userId);
    return sessions.map((session) => ({
      id: session.publicId,
      isCurrent: session.publicId === ctx.me.sessionId,
      userAgent: session.userAgent,
      address: session.address,
      country: null,
      createdAt: session.createdAt.toISOString(),
      expiresAt: session.expiresAt.toISOString(),
    }));
  }),

  revokeSession: signedInProcedure
    .input(RevokeSession)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const wasThere = await ctx.deps.auth.revoke(input.sessionId, ctx.me.userId);
      if (!wasThere) throw new AppError('NOT_FOUND');
      return DONE;
    }),

  revokeOtherSessions: signedInProcedure.output(Done).mutation(async ({ ctx }) => {
    await ctx.deps.auth.revokeOthers({ userId: ctx.me.userId, keepPublicId: ctx.me.sessionId });
    return DONE;
  }),
});

/** Begins a session and sends its cookie; the session that came along ends. */
async function signIn(ctx: Context, person: SignedIn): Promise<SignedIn> {
  const { auth, now } = ctx.deps;
  const before = await ctx.principal();
  if (before) await auth.revoke(before.sessionId, before.userId);
  const { cookie } = await auth.createSession({
    userId: person.userId,
    userAgent: ctx.request.userAgent,
    address: ctx.request.address,
    now: now(),
  });
  ctx.setCookie(cookie);
  return person;
}
