import type { RecoveryCodes, TotpSetup } from '@geko/contracts/account';
import { TOTP } from 'otpauth';
import type { TestHouse } from './test-house.ts';
import type { TestPerson } from './test-person.ts';
import { PASSWORD } from './auth-calls.ts';

/** An authenticator app that somebody has set up, and the recovery codes that they wrote down. */
export type Authenticator = {
  secret: string;
  recoveryCodes: string[];
  /** The code that the app shows by the server's clock, some steps of 30 s ahead. */
  code(stepsAhead?: number): string;
};

export const codeOf = (secret: string, at: Date): string =>
  new TOTP({ secret }).generate({ timestamp: at.getTime() });

/** Switches the second factor on, as its page does. The code of this moment is used up by that. */
export async function armTotp(house: TestHouse, person: TestPerson): Promise<Authenticator> {
  const begun = await person.mutate<TotpSetup>('account.beginTotp', { password: PASSWORD });
  if (begun.error) throw new Error(`beginTotp: ${begun.error.message}`);
  const { secret } = begun.data;
  const code = (stepsAhead = 0) =>
    codeOf(secret, new Date(house.server.now().getTime() + stepsAhead * 30_000));
  const confirmed = await person.mutate<RecoveryCodes>('account.confirmTotp', { code: code() });
  if (confirmed.error) throw new Error(`confirmTotp: ${confirmed.error.message}`);
  return { secret, recoveryCodes: confirmed.data.codes, code };
}
