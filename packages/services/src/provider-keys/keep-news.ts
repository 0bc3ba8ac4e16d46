import { eq } from 'drizzle-orm';
import { KeyedProviderId } from '@geko/contracts/provider-keys';
import type { Tx } from '@geko/db/client';
import { providerKeys, providerSwitches } from '@geko/db/schema/provider-keys';
import type { PoolNews } from '@geko/gateway/pool-key';

/** Keeps what a process has learned of a key or a provider, for those that start later. */
export async function keepNews(tx: Pick<Tx, 'update' | 'insert'>, news: PoolNews): Promise<void> {
  if (news.kind === 'rest') {
    await tx
      .update(providerKeys)
      .set({ restUntil: new Date(news.untilMs), restReason: news.reason })
      .where(eq(providerKeys.alias, news.alias));
    return;
  }
  const brokenAt = news.kind === 'broken' ? new Date(news.openedAtMs) : null;
  const provider = KeyedProviderId.safeParse(news.name).data;
  if (provider === undefined) {
    await tx.update(providerKeys).set({ brokenAt }).where(eq(providerKeys.alias, news.name));
    return;
  }
  await tx
    .insert(providerSwitches)
    .values({ provider, brokenAt })
    .onConflictDoUpdate({ target: providerSwitches.provider, set: { brokenAt } });
}

/** What others have learned that a process does not know yet. */
export function newsOf({
  keys,
  switches,
}: {
  keys: readonly { row: typeof providerKeys.$inferSelect }[];
  switches: readonly (typeof providerSwitches.$inferSelect)[];
}): PoolNews[] {
  const rests = keys.flatMap(({ row: { alias, restUntil, restReason } }): PoolNews[] =>
    restUntil === null || restReason === null
      ? []
      : [{ kind: 'rest', alias, reason: restReason, untilMs: restUntil.getTime() }],
  );
  const named = [
    ...keys.map(({ row: { alias, brokenAt } }) => ({ name: alias, brokenAt })),
    ...switches.map(({ provider, brokenAt }) => ({ name: provider, brokenAt })),
  ];
  return [
    ...rests,
    ...named.flatMap(({ name, brokenAt }): PoolNews[] =>
      brokenAt === null ? [] : [{ kind: 'broken', name, openedAtMs: brokenAt.getTime() }],
    ),
  ];
}
