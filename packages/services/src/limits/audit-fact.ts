import type { limits } from '@geko/db/schema/money';

type Facts = Pick<
  typeof limits.$inferSelect,
  'subjectKind' | 'subjectId' | 'meter' | 'cap' | 'period' | 'overflow'
>;

/** What the audit log says a limit is: on what, how much, over what. Ids of models with other signs are cut short. */
export function auditFact({ subjectKind, subjectId, meter, cap, period, overflow }: Facts): string {
  const id = subjectId.toLowerCase().replaceAll(/[^a-z0-9_.:-]+/gu, '-');
  const subject = id === '' ? subjectKind : `${subjectKind}:${id}`;
  return `${subject},${meter},${cap},${period},${overflow}`;
}
