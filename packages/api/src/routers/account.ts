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
import { router, signedInProcedure } from '../trpc.ts';
import { unwritten } from '../unwritten.ts';

export const accountRouter = router({
  get: signedInProcedure.output(Account).query(() => unwritten()),

  update: signedInProcedure
    .input(UpdateProfile)
    .output(Account)
    .mutation(() => unwritten()),

  setAvatar: signedInProcedure
    .input(SetAvatar)
    .output(Account)
    .mutation(() => unwritten()),

  resendVerification: signedInProcedure.output(Done).mutation(() => unwritten()),

  changePassword: signedInProcedure
    .input(ChangePassword)
    .output(Done)
    .mutation(() => unwritten()),

  changeEmail: signedInProcedure
    .input(ChangeEmail)
    .output(Done)
    .mutation(() => unwritten()),

  cancelEmailChange: signedInProcedure.output(Done).mutation(() => unwritten()),

  beginTotp: signedInProcedure
    .input(Proof)
    .output(TotpSetup)
    .mutation(() => unwritten()),

  confirmTotp: signedInProcedure
    .input(ConfirmTotp)
    .output(RecoveryCodes)
    .mutation(() => unwritten()),

  disableTotp: signedInProcedure
    .input(DisableTotp)
    .output(Done)
    .mutation(() => unwritten()),

  renewRecoveryCodes: signedInProcedure
    .input(DisableTotp)
    .output(RecoveryCodes)
    .mutation(() => unwritten()),

  unlinkIdentity: signedInProcedure
    .input(UnlinkIdentity)
    .output(Account)
    .mutation(() => unwritten()),

  remove: signedInProcedure
    .input(Proof)
    .output(RemovedAccount)
    .mutation(() => unwritten()),

  restore: signedInProcedure.output(Done).mutation(() => unwritten()),
});
