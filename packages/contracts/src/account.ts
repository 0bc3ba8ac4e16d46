import { z } from 'zod';
import {
  CurrentPassword,
  DisplayName,
  Email,
  FactorCode,
  IdentityProvider,
  Locale,
  Password,
  TimeZone,
} from './auth.ts';

/** The signed-in person's own account. */
export const Account = z.object({
  id: z.string(),
  email: z.string(),
  isEmailVerified: z.boolean(),
  /** An address that waits for its confirmation. */
  pendingEmail: z.string().nullable(),
  name: z.string(),
  avatarId: z.string().nullable(),
  locale: Locale,
  timeZone: z.string().nullable(),
  hasPassword: z.boolean(),
  totp: z.object({ isEnabled: z.boolean(), recoveryCodesLeft: z.number().int() }),
  identities: z.array(
    z.object({
      provider: IdentityProvider,
      email: z.string().nullable(),
      createdAt: z.iso.datetime(),
    }),
  ),
  deleteAfter: z.iso.datetime().nullable(),
});
export type Account = z.infer<typeof Account>;

export const UpdateProfile = z.object({
  name: DisplayName.optional(),
  locale: Locale.optional(),
  timeZone: TimeZone.nullable().optional(),
});
export type UpdateProfile = z.infer<typeof UpdateProfile>;

/** Longest picture that is sent, in base64 letters: 1 MB of bytes. */
const MOST_IMAGE = 1_400_000;

/** A PNG, JPEG, WebP or GIF in base64; cut to a square of 256 pixels by the server. null = none. */
export const Picture = z.base64().min(1).max(MOST_IMAGE, 'must be smaller than 1 MB').nullable();

export const SetAvatar = z.object({ image: Picture });
export type SetAvatar = z.infer<typeof SetAvatar>;

/**
 * That it is really the person: their password. An account without one needs none, but a sign-in of the last ten
 * minutes (else CONFIRM_IDENTITY).
 */
export const Proof = z.object({ password: CurrentPassword.nullish() });
export type Proof = z.infer<typeof Proof>;

/** Every other session of the person ends. */
export const ChangePassword = Proof.extend({ newPassword: Password });
export type ChangePassword = z.infer<typeof ChangePassword>;

/** Takes effect when the link mailed to the new address is followed. */
export const ChangeEmail = Proof.extend({ email: Email });
export type ChangeEmail = z.infer<typeof ChangeEmail>;

/** What an authenticator app reads: the secret in base32, and the same in an otpauth: address. */
export const TotpSetup = z.object({ secret: z.string(), uri: z.string() });
export type TotpSetup = z.infer<typeof TotpSetup>;

export const ConfirmTotp = z.object({ code: FactorCode });
export const DisableTotp = Proof.extend({ code: FactorCode });
export type DisableTotp = z.infer<typeof DisableTotp>;

/** Shown once; each is good once. */
export const RecoveryCodes = z.object({ codes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

export const UnlinkIdentity = z.object({ provider: IdentityProvider });

/** When the account is erased unless it is taken back. */
export const RemovedAccount = z.object({ deleteAfter: z.iso.datetime() });
