import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { tenantLimits } from '@geko/db/schema/limits';
import { correctUsage } from '@geko/services/usage/correct-usage';
import { addLot } from '@geko/services/wallet/add-lot';
import { expireLots } from '@geko/services/wallet/expire-lots';
import { addMediaModel, endMedia, holdMedia, IMAGE_KIND, NO_TOKENS } from './media-calls.ts';
import type { TestHouse } from './test-house.ts';
import { readStream, registerPerson, type TestPerson } from './test-person.ts';

const MODEL = 'gpt-5-nano';
const DAY_MS = 86_400_000;

/** A workspace in which something of every kind is on the books; the calls' ids. */
export type AllBooks = {
  person: TestPerson;
  /** Paid for by the plan, by invoice, by credit on an estimate that was corrected; two that run. */
  includedId: string;
  postpaidId: string;
  creditId: string;
  includedRunningId: string;
  creditRunningId: string;
  /** Pictures on the invoice; speech on an estimate that was corrected; a recording that is still being heard. */
  picturesId: string;
  speechId: string;
  hearingId: string;
  lotId: string;
  expiredLotId: string;
  /** Lets go of those that run. */
  leave(): Promise<void>;
};

/** Fills a workspace's books by real calls: every funding, limits of every kind, a grant, an expiry, a correction. */
export async function fillAllBooks(house: TestHouse): Promise<AllBooks> {
  const person = await registerPerson(house);
  const { workspaceId, userId } = person;
  const { rows } = await house.database.pool.query<{ tenant: string }>(
    'select system.tenant_of($1) as tenant',
    [workspaceId],
  );
  const tenantId = rows[0]?.tenant ?? '';
  const leaving = new AbortController();
  const begin = async (script: string): Promise<[string, Response]> => {
    const id = randomUUID();
    const response = await person.post(
      '/api/chat',
      {
        workspaceId,
        conversationId: randomUUID(),
        modelId: MODEL,
        message: { id, text: `Say it. [[fake: ${script} delay=0]]` },
      },
      { signal: leaving.signal },
    );
    if (!response.ok) throw new Error(await response.text());
    return [id, response];
  };
  const call = async (script: string): Promise<string> => {
    const [id, response] = await begin(script);
    await readStream(response);
    return id;
  };
  const grant = (amountNano: bigint, expiresAt: Date | null) =>
    house.inWorkspaceOf(person, async (tx) => {
      const id = randomUUID();
      const place = { tx, tenantId, workspaceId, now: new Date(), newId: randomUUID };
      await addLot(place, { id, kind: 'bonus', amountNano, expiresAt, grantedBy: null });
      return id;
    });

  await house.inWorkspaceOf(person, (tx) =>
    tx.insert(tenantLimits).values({
      tenantId: sql`context_tenant()`,
      id: randomUUID(),
      createdBy: userId,
      meter: 'tokens',
      cap: 1_000_000n,
      period: 'year',
      overflow: 'block',
      createdAt: new Date(),
    }),
  );
  const includedId = await call('reply=30');
  await house.setPlan(person, 'paygo');
  const postpaidId = await call('reply=30 reasoning=9 cached=4');
  for (const limit of [
    { subject: { kind: 'workspace' }, meter: 'tokens', cap: 1_000_000, period: 'month' },
    { subject: { kind: 'each_member' }, meter: 'charge', cap: 90_000_000_000, period: 'day' },
  ]) {
    const made = await person.mutate('limits.create', { workspaceId, id: randomUUID(), ...limit });
    if (made.error) throw new Error(made.error.message);
  }
  await addMediaModel(house);
  const picturesId = await holdMedia(house, person, { images: 2, imageKind: IMAGE_KIND });
  await endMedia(house, person, picturesId, { units: { images: 1, characters: 0, seconds: 0 } });
  const speechId = await holdMedia(house, person, { characters: 900 });
  await endMedia(house, person, speechId, { units: null });
  await correctUsage(
    house.server,
    { tenantId, workspaceId, turnId: speechId, userId },
    { usage: NO_TOKENS, units: { images: 0, characters: 700, seconds: 0 }, rawUsage: null },
  );
  const hearingId = await holdMedia(house, person, { seconds: 61 });
  const expiredLotId = await grant(1_000n, new Date(Date.now() + DAY_MS));
  await expireLots({ ...house.server, now: () => new Date(Date.now() + 2 * DAY_MS) });
  const lotId = await grant(50_000_000_000n, null);
  const creditId = await call('fault=no-usage reply=40');
  const rawUsage = { prompt_tokens: 11, completion_tokens: 25 };
  await correctUsage(
    house.server,
    { tenantId, workspaceId, turnId: creditId, userId },
    {
      usage: {
        inputTokens: 11,
        cachedInputTokens: null,
        cacheWriteTokens: null,
        outputTokens: 25,
        reasoningTokens: null,
      },
      rawUsage,
    },
  );
  const running = 'fault=hang-after reply=40 tokens=10';
  const [creditRunningId] = await begin(running);
  await house.setPlan(person, 'free');
  const [includedRunningId] = await begin(running);
  return {
    person,
    includedId,
    postpaidId,
    creditId,
    includedRunningId,
    creditRunningId,
    picturesId,
    speechId,
    hearingId,
    lotId,
    expiredLotId,
    async leave() {
      leaving.abort();
      await endMedia(house, person, hearingId, {
        units: { images: 0, characters: 0, seconds: 61 },
      });
    },
  };
}
