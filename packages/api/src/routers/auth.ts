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
  SignInOptions,
} from '@geko/contracts/auth';
import {
  ApproveDesktop,
  AskLicenceCode,
  DesktopCode,
  SignInByLicence,
  SignInDesktop,
} from '@geko/contracts/desktop-sign-in';
import { InWorkspace } from '@geko/contracts/workspace';
import { approveDesktop } from '@geko/services/auth/approve-desktop';
import { askLicenceCode } from '@geko/services/auth/ask-licence-code';
import { confirmEmail } from '@geko/services/auth/confirm-email';
import { logout, revokeOtherSessions, revokeSession } from '@geko/services/auth/end-sessions';
import { getMe } from '@geko/services/auth/get-me';
import { inspectLink } from '@geko/services/auth/inspect-link';
import { listSessions } from '@geko/services/auth/list-sessions';
import { login } from '@geko/services/auth/login';
import { mintToken } from '@geko/services/auth/mint-token';
import { requestReset } from '@geko/services/auth/request-reset';
import { resetPassword } from '@geko/services/auth/reset-password';
import { secondFactor } from '@geko/services/auth/second-factor';
import { signInByLicence } from '@geko/services/auth/sign-in-by-licence';
import { signInDesktop } from '@geko/services/auth/sign-in-desktop';
import { signInOptions } from '@geko/services/auth/sign-in-options';
import { signUp } from '@geko/services/auth/sign-up';
import { publicProcedure, router, selfProcedure, signedInProcedure } from '../trpc.ts';
import { visitorOf, withCookie } from '../visitor.ts';

const DONE = { ok: true } as const;

export const authRouter = router({
  register: publicProcedure
    .input(Register)
    .output(RegisterResult)
    .mutation(async ({ ctx, input }) =>
      withCookie(ctx, await signUp(ctx.deps, await visitorOf(ctx), input)),
    ),

  login: publicProcedure
    .input(Login)
    .output(LoginResult)
    .mutation(async ({ ctx, input }) =>
      withCookie(ctx, await login(ctx.deps, await visitorOf(ctx), input)),
    ),

  secondFactor: publicProcedure
    .input(SecondFactor)
    .output(LoginResult)
    .mutation(async ({ ctx, input }) =>
      withCookie(ctx, await secondFactor(ctx.deps, await visitorOf(ctx), input)),
    ),

  approveDesktop: signedInProcedure
    .input(ApproveDesktop)
    .output(DesktopCode)
    .mutation(({ ctx, input }) => approveDesktop(ctx.deps, ctx, input)),

  signInDesktop: publicProcedure
    .input(SignInDesktop)
    .output(Done)
    .mutation(async ({ ctx, input }) =>
      withCookie(ctx, await signInDesktop(ctx.deps, await visitorOf(ctx), input)),
    ),

  askLicenceCode: publicProcedure
    .input(AskLicenceCode)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await askLicenceCode(ctx.deps, await visitorOf(ctx), input);
      return DONE;
    }),

  signInByLicence: publicProcedure
    .input(SignInByLicence)
    .output(LoginResult)
    .mutation(async ({ ctx, input }) =>
      withCookie(ctx, await signInByLicence(ctx.deps, await visitorOf(ctx), input)),
    ),

  options: publicProcedure.output(SignInOptions).query(({ ctx }) => signInOptions(ctx.deps)),

  inspectLink: publicProcedure
    .input(InspectLink)
    .output(LinkFacts)
    .query(async ({ ctx, input }) => inspectLink(ctx.deps, await visitorOf(ctx), input)),

  confirmEmail: publicProcedure
    .input(ConfirmEmail)
    .output(ConfirmedEmail)
    .mutation(async ({ ctx, input }) =>
      withCookie(ctx, await confirmEmail(ctx.deps, await visitorOf(ctx), input)),
    ),

  requestReset: publicProcedure
    .input(RequestReset)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await requestReset(ctx.deps, await visitorOf(ctx), input);
      return DONE;
    }),

  resetPassword: publicProcedure
    .input(ResetPassword)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await resetPassword(ctx.deps, await visitorOf(ctx), input);
      return DONE;
    }),

  mintToken: signedInProcedure
    .input(InWorkspace)
    .output(AccessToken)
    .mutation(({ ctx, input }) => mintToken(ctx.deps, ctx, input)),

  logout: publicProcedure.output(Done).mutation(async ({ ctx }) => {
    const me = await ctx.principal();
    if (me?.onlyWorkspaceId === null) await logout(ctx.deps, { me, request: ctx.request });
    ctx.setCookie(ctx.deps.auth.blankCookie());
    return DONE;
  }),

  me: selfProcedure.output(Me).query(({ ctx }) => getMe(ctx.deps, ctx.me)),

  listSessions: signedInProcedure
    .output(z.array(Session))
    .query(({ ctx }) => listSessions(ctx.deps, ctx.me)),

  revokeSession: signedInProcedure
    .input(RevokeSession)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await revokeSession(ctx.deps, ctx, input);
      return DONE;
    }),

  revokeOtherSessions: signedInProcedure.output(Done).mutation(async ({ ctx }) => {
    await revokeOtherSessions(ctx.deps, ctx);
    return DONE;
  }),
});
