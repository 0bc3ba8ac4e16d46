import type { LimitTrace } from '@geko/contracts/errors';
import type { NoticeKind } from '@geko/contracts/notices';

/** Which limit, as one of a settlement and one of a refusal both know it. */
export type NamedLimit = Pick<LimitTrace, 'name' | 'setBy' | 'limitId'> & {
  /** Whose counter it is: of a limit on each member there is one a member. */
  memberId: string | null;
  /** Whose tier it is of; null = it is of no licence. */
  licenceId: string | null;
};

/**
 * What makes the news of a limit the same news: kind, limit, the period, which its end names, and the cap. So a cap that
 * is raised is warned about once more, and one that is put back is not.
 */
export function limitNoticeKey(
  kind: NoticeKind,
  { limit, cap, resetsAt }: { limit: NamedLimit; cap: bigint; resetsAt: Date },
): string {
  const which = [
    limit.limitId ?? `${limit.setBy}.${limit.name}`,
    limit.memberId ?? limit.licenceId ?? 'all',
  ];
  return [kind, ...which, resetsAt.toISOString(), cap.toString()].join(' ');
}
