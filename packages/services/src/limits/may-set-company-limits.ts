import { AppError } from '@geko/contracts/errors';
import type { Caller } from '../deps.ts';

/** Limits on the whole company are for those who may spend its money (SPEC §4). */
export function maySetCompanyLimits({ permissions }: Pick<Caller, 'permissions'>): boolean {
  return permissions.has('budget:manage') && permissions.has('billing:manage');
}

/** Throws FORBIDDEN where a limit is the company's and the caller may not set those. */
export function assertMaySet(
  caller: Pick<Caller, 'permissions'>,
  { subjectKind }: { subjectKind: string },
): void {
  if (subjectKind === 'tenant' && !maySetCompanyLimits(caller)) throw new AppError('FORBIDDEN');
}
