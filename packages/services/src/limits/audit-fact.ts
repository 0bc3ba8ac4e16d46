import type { AuditAction } from '@geko/contracts/audit';
import type { SetLimit } from '@geko/domain/limits';

type Facts = Pick<SetLimit, 'subjectKind' | 'subjectId' | 'meter' | 'cap' | 'period' | 'overflow'>;

/** What the audit log says a limit is: on what, how much, over what. Ids of models with other signs are cut short. */
export function auditFact({ subjectKind, subjectId, meter, cap, period, overflow }: Facts): string {
  const id = subjectId.toLowerCase().replaceAll(/[^a-z0-9_.:-]+/gu, '-');
  const subject = id === '' ? subjectKind : `${subjectKind}:${id}`;
  return `${subject},${meter},${cap},${period},${overflow}`;
}

/** What was done to a limit, by whether it is the workspace's or the company's. */
export function limitAction(
  done: 'create' | 'update' | 'remove',
  { subjectKind }: Pick<SetLimit, 'subjectKind'>,
): AuditAction {
  return subjectKind === 'tenant' ? `tenant_limit.${done}` : `limit.${done}`;
}
