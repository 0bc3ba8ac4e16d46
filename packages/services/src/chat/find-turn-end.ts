import { and, eq } from 'drizzle-orm';
import { ErrorCode } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { turns } from '@geko/db/schema/chat';
import { modelCatalog } from '@geko/db/schema/models';
import { tokenUsage } from '@geko/db/schema/money';
import { modelNameOf } from '../local/local-model-facts.ts';
import { newestCorrections } from '../usage/newest-corrections.ts';
import { receiptOf } from '../usage/receipt-of.ts';
import type { TurnRef } from './turn-ref.ts';
import type { TurnEnd } from './turn-events.ts';

/** How a turn ended, as the database has it; null while it runs. */
export async function findTurnEnd(tx: Tx, ref: TurnRef): Promise<TurnEnd | null> {
  const [row] = await tx
    .select({ turn: turns, usage: tokenUsage, modelName: modelCatalog.name })
    .from(turns)
    .leftJoin(
      tokenUsage,
      and(
        eq(tokenUsage.tenantId, turns.tenantId),
        eq(tokenUsage.workspaceId, turns.workspaceId),
        eq(tokenUsage.id, turns.id),
      ),
    )
    .leftJoin(modelCatalog, eq(modelCatalog.id, turns.modelId))
    .where(
      and(
        eq(turns.tenantId, ref.tenantId),
        eq(turns.workspaceId, ref.workspaceId),
        eq(turns.id, ref.turnId),
      ),
    );
  if (!row || row.turn.status === 'running') return null;
  const corrections = await newestCorrections(tx, ref, [ref.turnId]);
  return {
    kind: 'end',
    status: row.turn.status,
    errorCode: ErrorCode.nullable().catch(null).parse(row.turn.errorCode),
    receipt:
      row.usage &&
      receiptOf(
        row.usage,
        modelNameOf(row.modelName, row.turn.modelId),
        corrections.get(row.usage.id) ?? null,
      ),
  };
}
