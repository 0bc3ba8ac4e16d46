import { randomUUID } from 'node:crypto';
import { planTable, type Plan } from '@geko/contracts/plans';
import { limits } from '@geko/db/schema/limits';
import type { ChangedCounter } from '@geko/services/notices/crossed-caps';
import { readSettlementFacts } from '@geko/services/notices/settlement-facts';
import { tellOfSettlement } from '@geko/services/notices/tell-of-settlement';
import { inPlaceOf, noticesOf } from './money-calls.ts';
import { newMessage, postAs } from './refusal.ts';
import type { TestHouse } from './test-house.ts';
import type { TestPerson } from './test-person.ts';

export const MONTH = {
  periodStart: '2026-11-01T00:00:00+00:00',
  periodEnd: '2026-12-01T00:00:00+00:00',
};

/** A counter that a settlement moved, of all requests in a month. */
export const moved = (before: number, after: number, more: Partial<ChangedCounter> = {}) => ({
  scope: 'workspace',
  subject: 'workspace',
  meter: 'requests' as const,
  period: 'month' as const,
  ...MONTH,
  before: String(before),
  after: String(after),
  ...more,
});

export type NewLimit = Partial<typeof limits.$inferInsert>;

/** The ways to have notices written in this house, without a provider's call but for `call`. */
export function noticeCallsOf(house: TestHouse) {
  return {
    /** A settlement that moved counters, and the wallet from one balance to another. */
    settle: (
      person: TestPerson,
      changed: ChangedCounter[],
      { plan = planTable.paygo, wallet }: { plan?: Plan; wallet?: [bigint, bigint] } = {},
    ) =>
      inPlaceOf(house, person, async (place) => {
        const facts = await readSettlementFacts(
          place,
          changed.map(({ subject }) => subject),
        );
        return tellOfSettlement(
          place,
          { ...facts, plan },
          {
            changed,
            walletBeforeNano: wallet?.[0] ?? null,
            walletAfterNano: wallet?.[1] ?? null,
          },
        );
      }),
    /** A limit of a hundred requests a month, but for what is told; its id. */
    limit: async (person: TestPerson, facts: NewLimit = {}): Promise<string> => {
      const id = randomUUID();
      await inPlaceOf(house, person, ({ tx, tenantId, workspaceId }) =>
        tx.insert(limits).values({
          tenantId,
          workspaceId,
          id,
          subjectKind: 'workspace',
          subjectId: '',
          meter: 'requests',
          cap: 100n,
          period: 'month',
          overflow: 'block',
          createdBy: person.userId,
          createdAt: new Date(),
          ...facts,
        }),
      );
      return id;
    },
    /** A real call, up to its end; the status of its answer. */
    call: async (person: TestPerson): Promise<number> => {
      const body = newMessage(person, 'Hello [[fake: reply=2 delay=0]]');
      const response = await postAs(house, person, { body });
      await response.text();
      return response.status;
    },
  };
}

/** What somebody is told, oldest first: kind, name and how much. */
export const newsOf = async (person: TestPerson) =>
  (await noticesOf(person)).notices
    .map(({ kind, facts }) => `${kind} ${facts['limit']} ${facts['used']}/${facts['cap']}`)
    .toReversed();
