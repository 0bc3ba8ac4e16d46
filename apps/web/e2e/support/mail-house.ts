import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSmtp, type ReceivedMail, type Smtp } from '@geko/house/start-smtp';
import { startWatchedHouse } from '@geko/house/start-watched-house';
import type { HouseFacts } from '../global-setup.ts';

export type MailHouse = HouseFacts & {
  smtp: Smtp;
  /** Where its database lives. */
  dataDir: string;
  stop: () => Promise<void>;
};

/** An installation of its own that sends its mails by SMTP, to a server that keeps them. more: of its environment. */
export async function openMailHouse(more: Record<string, string> = {}): Promise<MailHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-e2e-mail-'));
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    try {
      for (const one of stops.splice(0).toReversed()) await one();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  try {
    const smtp = await startSmtp();
    stops.push(async () => await smtp.stop());
    const settings = { SMTP_URL: smtp.url, MAIL_FROM: 'Geko <geko@example.com>', ...more };
    const house = await startWatchedHouse({ folder, settings });
    stops.push(async () => void (await house.stop()));
    const { url, accounts, providerUrl, dataDir } = house;
    return { url, accounts, providerUrl, dataDir, smtp, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first link of a mail that leads to a page: `linkIn(mail, 'reset-password')`. */
export function linkIn(mail: ReceivedMail, page: string): string {
  const link = new RegExp(String.raw`https?://\S+/${page}/[\w.~-]+`, 'u').exec(mail.text)?.[0];
  if (link === undefined) throw new Error(`No link to ${page} in:\n${mail.text}`);
  return link;
}
