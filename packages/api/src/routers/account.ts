import {
  Account,
  ChangeEmail,
  ChangePassword,
  ConfirmTotp,
  DisableTotp,
  Proof,
  RecoveryCodes,
  RemovedAccount,
  SetAvatar,
  TotpSetup,
  UnlinkIdentity,
  UpdateProfile,
} from '@geko/contracts/account';
import { Done } from '@geko/contracts/auth';
import { beginTotp } from '@geko/services/account/begin-totp';
import { cancelEmailChange, changeEmail } from '@geko/services/account/change-email';
import { changePassword } from '@geko/services/account/change-password';
import { confirmTotp } from '@geko/services/account/confirm-totp';
import { disableTotp, renewRecoveryCodes } from '@geko/services/account/disable-totp';
import { getAccount } from '@geko/services/account/get-account';
import { removeAccount } from '@geko/services/account/remove-account';
import { resendVerification } from '@geko/services/account/resend-verification';
import { restoreAccount } from '@geko/services/account/restore-account';
import { setAvatar } from '@geko/services/account/set-avatar';
import { unlinkIdentity } from '@geko/services/account/unlink-identity';
import { updateProfile } from '@geko/services/account/update-profile';
import { closingProcedure, router, signedInProcedure } from '../trpc.ts';

const DONE = { ok: true } as const;

export const accountRouter = router({
  get: closingProcedure.output(Account).query(({ ctx }) => getAccount(ctx.deps, ctx.me)),

  update: signedInProcedure
    .input(UpdateProfile)
    .output(Account)
    .mutation(async ({ ctx, input }) => {
      await updateProfile(ctx.deps, ctx, input);
      return getAccount(ctx.deps, ctx.me);
    }),

  setAvatar: signedInProcedure
    .input(SetAvatar)
    .output(Account)
    .mutation(async ({ ctx, input }) => {
      await setAvatar(ctx.deps, ctx, input);
      return getAccount(ctx.deps, ctx.me);
    }),

  unlinkIdentity: signedInProcedure
    .input(UnlinkIdentity)
    .output(Account)
    .mutation(async ({ ctx, input }) => {
      await unlinkIdentity(ctx.deps, ctx, input);
      return getAccount(ctx.deps, ctx.me);
    }),

  resendVerification: signedInProcedure.output(Done).mutation(async ({ ctx }) => {
    await resendVerification(ctx.deps, ctx);
    return DONE;
  }),

  changePassword: signedInProcedure
    .input(ChangePassword)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await changePassword(ctx.deps, ctx, input);
      return DONE;
    }),

  changeEmail: signedInProcedure
    .input(ChangeEmail)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await changeEmail(ctx.deps, ctx, input);
      return DONE;
    }),

  cancelEmailChange: signedInProcedure.output(Done).mutation(async ({ ctx }) => {
    await cancelEmailChange(ctx.deps, ctx);
    return DONE;
  }),

  disableTotp: signedInProcedure
    .input(DisableTotp)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await disableTotp(ctx.deps, ctx, input);
      return DONE;
    }),

  beginTotp: signedInProcedure
    .input(Proof)
    .output(TotpSetup)
    .mutation(({ ctx, input }) => beginTotp(ctx.deps, ctx, input)),

  confirmTotp: signedInProcedure
    .input(ConfirmTotp)
    .output(RecoveryCodes)
    .mutation(({ ctx, input }) => confirmTotp(ctx.deps, ctx, input)),

  renewRecoveryCodes: signedInProcedure
    .input(DisableTotp)
    .output(RecoveryCodes)
    .mutation(({ ctx, input }) => renewRecoveryCodes(ctx.deps, ctx, input)),

  remove: signedInProcedure
    .input(Proof)
    .output(RemovedAccount)
    .mutation(async ({ ctx, input }) => {
      const removed = await removeAccount(ctx.deps, ctx, input);
      ctx.setCookie(ctx.deps.auth.blankCookie());
      return removed;
    }),

  restore: closingProcedure.output(Done).mutation(async ({ ctx }) => {
    await restoreAccount(ctx.deps, ctx);
    return DONE;
  }),
});
