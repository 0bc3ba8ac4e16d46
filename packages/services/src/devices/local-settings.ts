import { and, eq } from 'drizzle-orm';
import type { LocalSettings } from '@geko/contracts/devices';
import { workspaceWantedModels } from '@geko/db/schema/devices';
import { localModelFacts } from '@geko/local-models/facts';
import type { Scope } from '../deps.ts';

/** Whether the workspace allows local models, and which of them its desktops shall have. */
export async function getLocalSettings({ tx, caller }: Scope): Promise<LocalSettings> {
  const rows = await tx
    .select({ modelId: workspaceWantedModels.modelId })
    .from(workspaceWantedModels)
    .where(
      and(
        eq(workspaceWantedModels.tenantId, caller.tenantId),
        eq(workspaceWantedModels.workspaceId, caller.workspaceId),
      ),
    );
  const wanted = new Set(rows.map(({ modelId }) => modelId));
  return {
    isAllowed: caller.hasLocalModels,
    offers: localModelFacts.map(({ id, name, family, files }) => ({
      id,
      name,
      family,
      downloadBytes: Math.min(...files.map(({ bytes }) => bytes)),
      isWanted: wanted.has(id),
    })),
  };
}
