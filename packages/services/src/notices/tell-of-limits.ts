import { inArray } from 'drizzle-orm';
import type { Meter } from '@geko/contracts/meters';
import type { Overflow } from '@geko/contracts/plans';
import { users } from '@geko/db/schema/identity';
import { insertNotice, type NoticePlace } from './insert-notice.ts';
import { limitNoticeKey, type NamedLimit } from './limit-key.ts';

/** A limit that people are to hear of. */
export type LimitNews = {
  kind: 'limit_warning' | 'limit_reached';
  limit: NamedLimit;
  meter: Meter;
  used: bigint;
  cap: bigint;
  resetsAt: Date;
  overflow: Overflow;
};

/** Ends the key of what the member of a member's limit is told, beside those who set it. */
export const OWN_KEY = ' own';

/**
 * Tells whoever sets limits, and the member where it is one's own; once a limit, cap and period. In one order of keys,
 * so that two transactions with the same news wait for each other and not in a circle.
 */
export async function tellOfLimits(place: NoticePlace, news: readonly LimitNews[]): Promise<void> {
  if (news.length === 0) return;
  const names = await namesOf(place, news);
  const notices = news.flatMap(({ kind, limit, meter, used, cap, resetsAt, overflow }) => {
    const { memberId } = limit;
    const isFairUse = kind === 'limit_reached' && limit.setBy === 'plan' && overflow === 'allow';
    const memberName = memberId === null ? undefined : names.get(memberId);
    const facts = {
      limit: limit.name,
      ...(limit.limitId === null ? {} : { limitId: limit.limitId }),
      ...(limit.licenceId === null ? {} : { licenceId: limit.licenceId }),
      meter,
      used: used.toString(),
      cap: cap.toString(),
      resetsAt: resetsAt.toISOString(),
      ...(memberName === undefined ? {} : { memberName }),
      ...(isFairUse ? { fairUse: 'passed' as const } : {}),
    };
    const onceKey = limitNoticeKey(kind, { limit, cap, resetsAt });
    return [
      { kind, facts, userId: null, onceKey },
      ...(memberId === null ? [] : [{ kind, facts, userId: memberId, onceKey: onceKey + OWN_KEY }]),
    ];
  });
  for (const notice of notices.toSorted((a, b) => (a.onceKey < b.onceKey ? -1 : 1)))
    await insertNotice(place, notice);
}

async function namesOf(
  { tx }: NoticePlace,
  news: readonly LimitNews[],
): Promise<Map<string, string>> {
  const ids = [...new Set(news.flatMap(({ limit }) => limit.memberId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
