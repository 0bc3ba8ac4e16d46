import { and, eq, isNull } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { isUuid } from '@geko/contracts/ids';
import type { LimitSubject } from '@geko/contracts/limits';
import { apiKeys } from '@geko/db/schema/limits';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import type { SetLimit } from '@geko/domain/limits';
import type { Scope } from '../deps.ts';
import { findModel } from '../models/catalogue.ts';

/**
 * What a limit is on, as it is kept: with the canonical id, '' where the kind says it all.
 * @throws AppError NOT_FOUND for a member, a model or a key that is not there, or a key that is revoked
 */
export async function limitSubject(
  { tx, caller, now }: Scope,
  subject: LimitSubject,
): Promise<Pick<SetLimit, 'subjectKind' | 'subjectId' | 'timeZone'>> {
  const { kind: subjectKind } = subject;
  const { tenantId, workspaceId } = caller;
  switch (subject.kind) {
    case 'tenant':
      return { subjectKind, subjectId: '', timeZone: subject.timeZone ?? caller.timeZone };
    case 'workspace':
    case 'each_member':
      return { subjectKind, subjectId: '' };
    case 'member': {
      const isHere = and(
        eq(workspaceMembers.tenantId, tenantId),
        eq(workspaceMembers.workspaceId, workspaceId),
        eq(workspaceMembers.userId, subject.id),
      );
      if (!isUuid(subject.id) || (await tx.$count(workspaceMembers, isHere)) === 0) throw missing();
      return { subjectKind, subjectId: subject.id };
    }
    case 'model': {
      const found = await findModel(tx, { ...caller, now, modelId: subject.id });
      if (!found) throw missing();
      return { subjectKind, subjectId: found.model.id };
    }
    case 'key': {
      const isLive = and(
        eq(apiKeys.tenantId, tenantId),
        eq(apiKeys.workspaceId, workspaceId),
        eq(apiKeys.id, subject.id),
        isNull(apiKeys.revokedAt),
      );
      if (!isUuid(subject.id) || (await tx.$count(apiKeys, isLive)) === 0) throw missing();
      return { subjectKind, subjectId: subject.id };
    }
  }
}

const missing = () => new AppError('NOT_FOUND', { field: 'subject.id' });
