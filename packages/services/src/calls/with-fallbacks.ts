import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { modelFallbacks } from '@geko/db/schema/models';
import type { GenerationEnd } from '@geko/gateway/generation';
import { mayFallBack } from '@geko/gateway/judge-key';
import { later } from '@geko/gateway/later';

/** What a call's receipt says of the way to the model that answered. */
export type Route = {
  modelId: string;
  /** What was asked for, where that is another model, or "auto". */
  askedFor: string | null;
  /** The models that were tried before, in order; null = none. */
  hops: string[] | null;
};

/** The way on: the model that failed is one hop more. */
export function routeTo(route: Route, modelId: string): Route {
  return {
    modelId,
    askedFor: route.askedFor ?? route.modelId,
    hops: [...(route.hops ?? []), route.modelId],
  };
}

/** The models that stand in for one, in order. */
export async function listFallbacks(
  tx: Pick<Tx, 'select'>,
  modelId: string,
): Promise<readonly string[]> {
  const [row] = await tx.select().from(modelFallbacks).where(eq(modelFallbacks.modelId, modelId));
  return row?.fallbackIds ?? [];
}

/**
 * Makes a call, and where nobody accepts it makes it anew for the models that stand in for its own, one after the other.
 * switchTo takes a new hold by the model's own price, in place of the one before; one that the caller may not use, or that
 * they cannot pay, is passed over, and the hold stays as it was. The end is the last one's, its times counted from the first.
 */
export async function withFallbacks<End extends GenerationEnd>(
  ask: () => Promise<End>,
  {
    signal,
    fallbackIds,
    switchTo,
  }: {
    signal: AbortSignal;
    fallbackIds: () => Promise<readonly string[]>;
    /** False = the call has been settled meanwhile. */
    switchTo: (modelId: string) => Promise<boolean>;
  },
): Promise<End> {
  let end = await ask();
  if (signal.aborted || !mayFallBack(end)) return end;
  for (const modelId of await fallbackIds()) {
    try {
      if (!(await switchTo(modelId))) return end;
    } catch (error) {
      if (error instanceof AppError) continue;
      throw error;
    }
    end = later(await ask(), end.durationMs);
    if (signal.aborted || !mayFallBack(end)) return end;
  }
  return end;
}
