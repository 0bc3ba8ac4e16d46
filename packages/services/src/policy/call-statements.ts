import { sql } from 'drizzle-orm';
import { againAfterDeadlock } from '@geko/db/again-after-deadlock';
import type { Db } from '@geko/db/client';
import { together } from '@geko/db/together';

/** Whose call it is, and where: its statement is in no transaction that would know. */
type CallPlace = { tenant: string; place: string };

type Shared<Item> = <Answer>(item: Item & Record<string, unknown>) => Promise<Answer | null>;

/**
 * The statements of calls, which those that come, open, write or end at the same time share: the database's enter_calls,
 * open_calls, append_parts, settle_calls and finish_turns. What a call brings and gets is one element of what the function
 * takes and answers.
 */
export type CallStatements = {
  /** By its key, or by who shows a token. */
  enter: Shared<{ hash: string | null; person: string | null }>;
  open: Shared<CallPlace>;
  /** Of a turn of the pages. */
  append: Shared<CallPlace>;
  settle: Shared<CallPlace>;
  /** The same of a turn of the pages, which it closes. */
  finish: Shared<CallPlace>;
};

export function createCallStatements({ db }: { db: Db }): CallStatements {
  const shared = <Item>(name: string, orderOf: (item: Item) => string) => {
    const statement = sql.raw(`select system.${name}(`);
    const ask = together<Item, unknown>(async (items) => {
      const { rows } = await againAfterDeadlock(() =>
        db.execute<{ answer: unknown }>(sql`${statement}${JSON.stringify(items)}) as answer`),
      );
      return rows.map(({ answer }) => answer);
    }, orderOf);
    return <Answer>(item: Item) => ask(item) as Promise<Answer | null>;
  };
  const byPlace = ({ tenant, place }: CallPlace) => `${tenant} ${place}`;
  return {
    enter: shared('enter_calls', ({ hash, person }) => hash ?? person ?? ''),
    open: shared('open_calls', byPlace),
    append: shared('append_parts', byPlace),
    settle: shared('settle_calls', byPlace),
    finish: shared('finish_turns', byPlace),
  };
}
