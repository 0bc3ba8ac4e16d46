import { eq } from 'drizzle-orm';
import { heartbeats } from '@geko/db/schema/operations';
import type { Deps } from '../deps.ts';

const WORKER_SILENCE_MS = 30_000;
const PATIENCE_MS = 3_000;

export type Health = { database: 'well' | 'unwell'; worker: 'well' | 'unwell' };

/** Whether the database answers and the worker gave a sign of life; never throws, never hangs. */
export async function checkHealth(deps: Pick<Deps, 'db' | 'now'>): Promise<Health> {
  try {
    const beatAt = await withPatience(lastBeat(deps));
    const isBeating =
      beatAt !== null && deps.now().getTime() - beatAt.getTime() < WORKER_SILENCE_MS;
    return { database: 'well', worker: isBeating ? 'well' : 'unwell' };
  } catch {
    return { database: 'unwell', worker: 'unwell' };
  }
}

async function lastBeat({ db }: Pick<Deps, 'db'>): Promise<Date | null> {
  const [row] = await db.select().from(heartbeats).where(eq(heartbeats.process, 'worker'));
  return row?.beatAt ?? null;
}

async function withPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database is slow')), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
