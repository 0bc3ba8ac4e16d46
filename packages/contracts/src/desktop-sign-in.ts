import { z } from 'zod';
import { DeviceId, DeviceName, LicenceKey } from './licences.ts';

/** SHA-256 in base64url, without padding: PKCE's S256 (RFC 7636). */
const Challenge = z.string().regex(/^[\w-]{43}$/u, 'must be an S256 challenge');
const Verifier = z
  .string()
  .regex(/^[\w.~-]{43,128}$/u, 'must have 43 to 128 unreserved characters');
/** What the app knows its own sign-in by; Geko only hands it back. */
const State = z.string().regex(/^[\w-]{43}$/u);

/** The address to which the app sends the browser: who asks, and what the code is to be bound to. */
export const DesktopSignInRequest = z.object({
  challenge: Challenge,
  state: State,
  device: DeviceId,
  name: DeviceName,
});
export type DesktopSignInRequest = z.infer<typeof DesktopSignInRequest>;

/** The machine for which somebody signs in by a licence key, as its app tells it in a page's address. */
export const DesktopDevice = DesktopSignInRequest.pick({ device: true, name: true });
export type DesktopDevice = z.infer<typeof DesktopDevice>;

/** The signed-in person's yes to "Sign in Geko on <device>?". */
export const ApproveDesktop = z.object({ challenge: Challenge, device: DeviceId });
export type ApproveDesktop = z.infer<typeof ApproveDesktop>;

/** Good once, for a minute, for whoever has the challenge's verifier, on that device. */
export const DesktopCode = z.object({ code: z.string() });
export type DesktopCode = z.infer<typeof DesktopCode>;

export const SignInDesktop = z.object({
  code: z.string().max(200),
  verifier: Verifier,
  device: DeviceId,
  deviceName: DeviceName,
});
export type SignInDesktop = z.infer<typeof SignInDesktop>;

/** A licence's key on the machine whose app is to be signed in by it. */
export const AskLicenceCode = z.object({
  key: LicenceKey,
  device: DeviceId,
  deviceName: DeviceName,
});
export type AskLicenceCode = z.infer<typeof AskLicenceCode>;

/** code: out of the mail to the licence's holder; blanks, dashes and case do not matter. */
export const SignInByLicence = AskLicenceCode.extend({ code: z.string().max(40) });
export type SignInByLicence = z.infer<typeof SignInByLicence>;
