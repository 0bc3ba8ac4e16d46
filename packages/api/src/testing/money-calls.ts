import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import type { Notice, NoticeList } from '@geko/contracts/notices';
import type { Transaction, TransactionPage, Wallet } from '@geko/contracts/wallet';
import type { NoticePlace } from '@geko/services/notices/insert-notice';
import type { Answer, TestPerson } from './test-person.ts';
import type { TestHouse } from './test-house.ts';

type Member = { userId: string; workspaceId: string };

/** Runs what a verb inside somebody's workspace is made of. */
export function inPlaceOf<T>(
  house: TestHouse,
  person: Member,
  fn: (place: NoticePlace) => Promise<T>,
): Promise<T> {
  const { now, newId } = house.server;
  const { workspaceId } = person;
  return house.inWorkspaceOf(person, async (tx) => {
    const { rows } = await tx.execute<{ tenant: string }>(sql`select context_tenant() as tenant`);
    return fn({ tx, tenantId: rows[0]?.tenant ?? '', workspaceId, now: now(), newId });
  });
}

/** An operator gives credit. */
export function grantTo(
  operator: TestPerson,
  { workspaceId }: { workspaceId: string },
  facts: { id?: string; amountNano: string; kind?: string; expiresAt?: string },
): Promise<Answer<unknown>> {
  return operator.mutate('money.grant', { id: randomUUID(), workspaceId, kind: 'bonus', ...facts });
}

export async function walletOf(person: TestPerson): Promise<Wallet> {
  return (await person.query<Wallet>('billing.wallet', { workspaceId: person.workspaceId })).data;
}

/** All of them, newest first, in pages of this size. */
export async function transactionsOf(person: TestPerson, limit = 100): Promise<Transaction[]> {
  const all: Transaction[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { workspaceId } = person;
    const { data }: { data: TransactionPage } = await person.query('billing.transactions', {
      workspaceId,
      limit,
      ...(cursor === '' ? {} : { cursor }),
    });
    all.push(...data.items);
    cursor = data.nextCursor;
  }
  return all;
}

export async function noticesOf(person: TestPerson): Promise<NoticeList> {
  const { workspaceId } = person;
  return (await person.query<NoticeList>('notices.list', { workspaceId })).data;
}

/** The kinds of notices that somebody sees, newest first. */
export async function noticeKindsOf(person: TestPerson): Promise<Notice['kind'][]> {
  return (await noticesOf(person)).notices.map(({ kind }) => kind);
}

/** Changes a setting as the operator's database tool does; undefined = back to what ships. */
export async function setSetting(house: TestHouse, key: string, value: unknown): Promise<void> {
  const owner = postgres(house.database.ownerUrl, { max: 1, onnotice: () => undefined });
  await owner`delete from system_config where key = ${key}`;
  if (value !== undefined) {
    await owner`insert into system_config (key, value) values (${key}, ${JSON.stringify(value)}::text::jsonb)`;
  }
  await owner.end();
}
