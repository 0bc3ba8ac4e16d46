import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { createDb } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import { promoteUser } from '../admin/promote-user.ts';
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
 * start, also after one that was killed at any moment. accounts: null when the database has people
 * that this data folder knows nothing of.
 */
export async function seed(
  input: SeedInput,
): Promise<{ accounts: SeededAccounts | null; file: string }> {
  await seedCatalogue({ ownerUrl: input.ownerUrl, now: input.now() });
  const file = join(input.dataDir, 'sign-in.json');
  const unfinished = `${file}.new`;
  const client = createDb({ appUrl: input.appUrl, maxConnections: 1, onError: () => undefined });
  try {
    const begun = await readAccounts(unfinished);
    const known = begun ?? (await readAccounts(file));
    const [anyone] = await client.db.select({ id: users.id }).from(users).limit(1);
    if (anyone && !begun) return { accounts: known, file };
    const accounts = known ?? {
      owner: { email: 'owner@demo.geko.local', password: input.newPassword() },
      operator: { email: 'operator@demo.geko.local', password: input.newPassword() },
    };
    // The file gets its name when the accounts are there; until then the next start goes on with it.
    await writeAccounts(unfinished, accounts);
    await createAccounts({ db: client.db, now: input.now, newId: input.newId }, accounts);
    await rename(unfinished, file);
    return { accounts, file };
  } finally {
    await client.close();
  }
}

/** Makes those of the two that are not there yet. */
async function createAccounts(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  { owner, operator }: SeededAccounts,
): Promise<void> {
  const request = { requestId: 'seed', address: null, userAgent: null };
  const people = [
    { ...owner, name: 'Dana Demo', tenantName: 'Demo Company' },
    { ...operator, name: 'Olli Operator', tenantName: 'Operations' },
  ];
  for (const person of people) {
    const found = await deps.db
      .select({ id: users.id })
      .from(users)
      .where(eq(users.email, person.email));
    if (found.length === 0) await register(deps, { ...person, isVerified: true }, request);
  }
  await promoteUser(deps, { email: operator.email, role: 'operator' }, request);
}

/** All of the file or nothing: half of one could not be read at the next start. */
async function writeAccounts(file: string, accounts: SeededAccounts): Promise<void> {
  await writeFile(`${file}.part`, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.part`, file);
}

async function readAccounts(file: string): Promise<SeededAccounts | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SeededAccounts;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
