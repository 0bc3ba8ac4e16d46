import { AppError } from '@geko/contracts/errors';
import type { ExportUsage } from '@geko/contracts/usage';
import { localDay } from '@geko/domain/periods';
import { usageSpan } from '@geko/domain/usage-span';
import { assertPermitted, inWorkspace } from '../access/in-workspace.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, Scope } from '../deps.ts';
import type { Keyset } from '../keyset.ts';
import { dayFields, readDays, type DayKey } from './export-days.ts';
import { readReceipts, receiptFields } from './export-receipts.ts';
import { readPages, type ExportedRow } from './read-pages.ts';
import { usageScope } from './usage-filter.ts';

export type UsageExport = {
  workspaceName: string;
  from: string;
  to: string;
  fields: readonly string[];
  /** Newest first; each page is asked for when the one before is through. */
  pages: () => AsyncGenerator<ExportedRow[], void>;
};

type Reader = Pick<Deps, 'db' | 'now' | 'newId'>;
type Who = Parameters<typeof inWorkspace>[1];

/**
 * Begins an export of the calls that the caller sees, or of their sums by day. That somebody exported stands on the
 * record, committed, before the first row leaves. Each page asks anew whether they still may see as much.
 * @throws AppError NOT_FOUND, FORBIDDEN, BAD_REQUEST
 */
export async function startUsageExport(
  deps: Reader,
  who: Who,
  input: ExportUsage,
): Promise<UsageExport> {
  return inWorkspace(deps, who, async (scope) => {
    const { caller, now } = scope;
    assertPermitted(caller, 'usage:view:own');
    const today = localDay({ at: now, timeZone: caller.timeZone });
    const { from, to } = usageSpan({ range: input.range, today });
    const { rows, userId, modelId, funding, apiKeyId } = input;
    const narrowed = Object.entries({ member: userId, model: modelId, funding, key: apiKeyId });
    await writeAudit(scope, {
      action: 'usage.export',
      objectId: caller.workspaceId,
      after: [
        rows,
        from,
        to,
        ...narrowed.flatMap(([name, value]) => (value == null ? [] : [name])),
      ].join(','),
    });
    // The days are settled now: the month of the first page is that of the last, whatever the clock says then.
    const range = { kind: 'custom' as const, from, to };
    const filter = { userId, modelId, funding, apiKeyId, range };
    const inScope = <T>(read: (page: Scope) => Promise<T>) =>
      inWorkspace(deps, who, (page) => {
        assertPermitted(page.caller, 'usage:view:own');
        if (usageScope(page.caller) !== usageScope(caller)) throw new AppError('FORBIDDEN');
        return read(page);
      });
    const { workspaceName } = caller;
    return rows === 'receipts'
      ? {
          workspaceName,
          from,
          to,
          fields: receiptFields,
          pages: () =>
            readPages<Keyset>((after) => inScope((page) => readReceipts(page, filter, after))),
        }
      : {
          workspaceName,
          from,
          to,
          fields: dayFields,
          pages: () =>
            readPages<DayKey>((after) => inScope((page) => readDays(page, filter, after))),
        };
  });
}
