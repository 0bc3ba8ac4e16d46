import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { createDb } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import type { Deps } from '../deps.ts';
import { register } from '../auth/register.ts';

export type SignIn = { email: string; password: string };
export type SeededAccounts = { owner: SignIn; operator: SignIn };

export type SeedInput = {
  ownerUrl: string;
  appUrl: string;
  dataDir: string;
  now: () => Date;
  newId: () => string;
  /** A random password. */
  newPassword: () => string;
};

/**
 * Fills a new installation: catalogue, price book, a demo owner and an operator. The passwords are
 * random, made at the first start and kept in `<dataDir>/sign-in.json` (0600). Safe to run at every
 * start. accounts: null when the database has people that this data folder knows nothing of.
 */
export async function seed(
  input: SeedInput,
): Promise<{ accounts: SeededAccounts | null; file: string }> {
  await seedCatalogue({ ownerUrl: input.ownerUrl, now: input.now() });
  const file = join(input.dataDir, 'sign-in.json');
  const client = createDb({ appUrl: input.appUrl, maxConnections: 1, onError: () => undefined });
  try {
    const known = await readAccounts(file);
    if (known) return { accounts: known, file };
    const [anyone] = await client.db.select({ id: users.id }).from(users).limit(1);
    if (anyone) return { accounts: null, file };
    const accounts = {
      owner: { email: 'owner@demo.geko.local', password: input.newPassword() },
      operator: { email: 'operator@demo.geko.local', password: input.newPassword() },
    };
    await writeFile(file, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
    await createAccounts({ db: client.db, now: input.now, newId: input.newId }, accounts);
    return { accounts, file };
  } finally {
    await client.close();
  }
}

async function createAccounts(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  { owner, operator }: SeededAccounts,
): Promise<void> {
  const request = { requestId: 'seed', address: null, userAgent: null };
  await register(deps, { ...owner, name: 'Dana Demo', tenantName: 'Demo Company' }, request);
  await register(deps, { ...operator, name: 'Olli Operator', tenantName: 'Operations' }, request);
  await deps.db
    .update(users)
    .set({ platformRole: sql`'operator'` })
    .where(eq(users.email, operator.email));
}

async function readAccounts(file: string): Promise<SeededAccounts | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SeededAccounts;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
