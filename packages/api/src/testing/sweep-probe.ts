import { randomUUID } from 'node:crypto';
import type { Statement } from '@geko/db/testing/watch-statements';
import { TRAFFIC_CHANNEL } from '@geko/services/live/traffic';
import type { SweepAnswer, SweepTarget } from './sweep-targets.ts';
import { CANARY, TENANT_CANARY, type Stranger, type SweepWorld } from './sweep-world.ts';
import type { TestHouse } from './test-house.ts';

/** Where strangers knock: log = what the pool behind the house has sent, newest last. */
export type ProbeSite = { house: TestHouse; world: SweepWorld; log: Statement[] };

/** Something a stranger got or did that they must not. */
export type Finding = { target: string; role: Stranger; what: string; detail: unknown };

type Input = Record<string, unknown>;
type Answered = { answer: SweepAnswer; statements: string[] };

/** Processes tell each other of calls that ended before, in their own time. */
const isOfTraffic = ({ values }: Statement) => values[0] === TRAFFIC_CHANNEL;

/** The outbox is everybody's, and so is how often a promo code was used; the audit chain of a tenant, and what it may use, those of all its workspaces. */
const movesWithOwn = (role: Stranger, table: string) =>
  table === 'mail_outbox' ||
  table === 'promo_codes' ||
  (role === 'neighbour' && ['audit_heads', 'tenant_quotas'].includes(table));

/** What nobody but a member may read. */
export function forbiddenTo(role: Stranger, world: SweepWorld): string[] {
  const { owner, admin, editor, viewer } = world.members;
  const ids = [world.workspaceId, owner.userId, admin.userId, editor.userId, viewer.userId];
  const tenant = [world.tenantId, TENANT_CANARY];
  return role === 'neighbour' ? [CANARY, ...ids] : [CANARY, ...ids, ...tenant];
}

/**
 * One stranger at one target, where victim is an input of the workspace's owner: with each id of the workspace in the place of their own, with all of them, with what they
 * had left there, and with an input of their own. Returns what was wrong: an answer that holds something of the
 * workspace; one that differs from the answer to an id that nothing has, or took other work; a row of theirs that changed.
 */
export async function probe(
  { house, world, log }: ProbeSite,
  target: SweepTarget,
  role: Stranger,
  victim: Record<string, unknown>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const find = (what: string, detail: unknown) =>
    findings.push({ target: target.name, role, what, detail });
  const secrets = forbiddenTo(role, world);
  const ownInput = async (): Promise<Input> => (await target.input?.(world, role)) ?? {};
  const ask = async (cookie: string, input: Input): Promise<Answered> => {
    log.length = 0;
    const answer = await target.call(house, cookie, input);
    const statements = log.filter((one) => !isOfTraffic(one)).map(({ text }) => text);
    if (target.ids.length > 0 && statements.length === 0)
      find('a call that asked the database nothing', { input, answer });
    // What was sent in comes back as an echo at times; what was not is a leak.
    const [sent, got] = [JSON.stringify(input), JSON.stringify(answer)];
    const leaked = secrets.filter((secret) => got.includes(secret) && !sent.includes(secret));
    if (leaked.length > 0) find('a leak', { input, leaked, answer });
    return { answer, statements };
  };
  const own = await ownInput();
  const { cookie } = await world.signIn(role);
  const before = await world.digests();
  const withIds = (ids: Input) => ({ ...own, ...ids });
  for (const ids of foreignInputs(target, world, victim)) {
    const random = Object.fromEntries(Object.keys(ids).map((field) => [field, randomUUID()]));
    const missing = await ask(cookie, withIds(random));
    const foreign = await ask(cookie, withIds(ids));
    if (JSON.stringify(foreign.answer) !== JSON.stringify(missing.answer)) {
      find('another answer', { ids, missing: missing.answer, foreign: foreign.answer });
    }
    if (JSON.stringify(foreign.statements) !== JSON.stringify(missing.statements)) {
      find('other work', { ids, missing: missing.statements, foreign: foreign.statements });
    }
  }
  // A list that an id narrows is an answer from their own workspace, and an export is written down there.
  const isNarrowed = target.ids.some((id) => target.filters?.includes(id));
  const mayMove = (table: string) => isNarrowed && movesWithOwn(role, table);
  const after = await world.digests();
  for (const [table, digest] of Object.entries(after)) {
    if (digest !== before[table] && !mayMove(table))
      find('a change', { table, before: before[table], after: digest });
  }
  await ask((await world.signIn(role)).cookie, await ownInput());
  await target.mend?.(world, role);
  for (const [table, digest] of Object.entries(await world.digests())) {
    if (digest === after[table] || movesWithOwn(role, table)) continue;
    find('a change by what is their own', { table, before: after[table], after: digest });
  }
  return findings;
}

/** Each id of the workspace alone, all together, and all that the removed person left there. */
function foreignInputs(target: SweepTarget, world: SweepWorld, victim: Input): Input[] {
  if (target.ids.length === 0) return [];
  const pick = (from: Input) =>
    Object.fromEntries(target.ids.flatMap((id) => (id in from ? [[id, from[id]]] : [])));
  const { conversationId, turnId } = world.leftChat;
  const left = pick({ workspaceId: world.workspaceId, conversationId, turn: turnId });
  const all = pick(victim);
  const alone = Object.entries(all).map(([field, id]) => ({ [field]: id }));
  return [...alone, ...(alone.length > 1 ? [all] : []), ...('workspaceId' in left ? [left] : [])];
}
