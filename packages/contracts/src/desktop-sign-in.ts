import { z } from 'zod';
import { DeviceId, DeviceName } from './licences.ts';

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
