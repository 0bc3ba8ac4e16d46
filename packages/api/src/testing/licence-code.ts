import { readMails } from './mails.ts';
import type { TestHouse } from './test-house.ts';

/** The code of the newest mail that a licence's holder has got. */
export async function mailedCode(house: TestHouse, to: string): Promise<string> {
  const mail = (await readMails(house, { to })).findLast(({ kind }) => kind === 'licence_code');
  if (mail?.kind !== 'licence_code') throw new Error(`no code was mailed to ${to}`);
  return mail.data.code;
}
