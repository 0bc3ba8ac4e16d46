import { sql } from 'drizzle-orm';
import { againAfterDeadlock } from '@geko/db/again-after-deadlock';
import type { Db } from '@geko/db/client';
import { together } from '@geko/db/together';

/** Whose call it is, and where: its statement is in no transaction that would know. */
type CallPlace = { tenant: string; place: string };

/** Of a turn of the pages, whose conversation is locked as well. */
type TurnPlace = CallPlace & { turn: { conversation: string; [more: string]: unknown } };

type Shared<Item> = <Answer>(item: Item & Record<string, unknown>) => Promise<Answer | null>;

/**
 * The statements of calls, which those that come, open, write or end at the same time share, each a function of the database.
 * What a call brings and gets is one element of what the function takes and answers.
 */
export type CallStatements = {
  /** By its key, or by who shows a token. */
  enter: Shared<{ hash: string | null; person: string | null }>;
  open: Shared<CallPlace>;
  settle: Shared<CallPlace>;
  /** Prolongs a running call's lease; false where it is not held any more. */
  renew: Shared<CallPlace & { id: string }>;
  /** Holds that are taken ahead, a block at a time, given back, and asked back of every process (blanks.ts). */
  takeBlock: Shared<CallPlace & { ids: readonly string[] }>;
  returnBlanks: Shared<CallPlace & { ids: readonly string[]; only_expired: boolean }>;
  recallBlanks: Shared<{ tenant: string }>;
  /** The same three of a turn of the pages, with what is read of its conversation, and what it leaves there. */
  enterTurn: Shared<{ person: string; conversation: string }>;
  openTurn: Shared<TurnPlace>;
  finishTurn: Shared<TurnPlace>;
  appendParts: Shared<CallPlace>;
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
  // Whoever of a company came first is held first: on its limits no workspace goes before another.
  const byTenant = ({ tenant }: { tenant: string }) => tenant;
  const byPlace = ({ tenant, place }: CallPlace) => `${tenant} ${place}`;
  const byConversation = ({ turn, ...at }: TurnPlace) => `${byPlace(at)} ${turn.conversation}`;
  return {
    enter: shared('enter_calls', ({ hash, person }) => hash ?? person ?? ''),
    open: shared('open_calls', byTenant),
    settle: shared('settle_calls', byPlace),
    renew: shared('renew_leases', byPlace),
    takeBlock: shared('take_blocks', byTenant),
    returnBlanks: shared('return_blanks', byPlace),
    recallBlanks: shared('recall_blanks', byTenant),
    enterTurn: shared('enter_turns', ({ person }) => person),
    openTurn: shared('open_turns', byTenant),
    finishTurn: shared('finish_turns', byConversation),
    appendParts: shared('append_parts', byPlace),
  };
}
