import 'server-only';
import type { SignInOptions } from '@geko/contracts/auth';
import { signInOptions as optionsOf } from '@geko/services/auth/sign-in-options';
import { wiring } from './wiring.ts';

/** The ways to sign in that this installation has, for pages to offer. */
export function signInOptions(): SignInOptions {
  return optionsOf(wiring());
}
