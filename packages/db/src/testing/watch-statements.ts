import type pg from 'pg';

/** One statement as it went to the server. */
export type Statement = { text: string; values: readonly unknown[] };

type Query = (this: void, sent: unknown, ...rest: unknown[]) => unknown;

/**
 * Looks at every statement that a pool sends, and may send another in its place. Call it before the pool has connected.
 * Returns the log; clear it with `log.length = 0`.
 */
export function watchStatements(
  pool: pg.Pool,
  { rewrite = (text) => text }: { rewrite?: (text: string) => string } = {},
): Statement[] {
  if (pool.totalCount > 0) throw new Error('the pool is connected already');
  const log: Statement[] = [];
  const note = (text: string, values: unknown): string => {
    const changed = rewrite(text);
    log.push({ text: changed, values: Array.isArray(values) ? values : [] });
    return changed;
  };
  pool.on('connect', (client) => {
    const send = client.query.bind(client) as Query;
    const watched: Query = (sent, ...rest) => {
      if (typeof sent === 'string') return send(note(sent, rest[0]), ...rest);
      const config = sent as { text: string; values?: unknown[] };
      return send({ ...config, text: note(config.text, config.values ?? rest[0]) }, ...rest);
    };
    client.query = watched as pg.PoolClient['query'];
  });
  return log;
}
