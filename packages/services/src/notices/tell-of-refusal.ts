import type { LimitTrace } from '@geko/contracts/errors';
import type { NoticePlace } from './insert-notice.ts';
import { tellOfLimits } from './tell-of-limits.ts';

/**
 * Tells people of the limits that refused a member's call, each once a cap and period. The refusal has rolled its
 * transaction back: this needs one of its own.
 */
export async function tellOfRefusal(
  place: NoticePlace & { userId: string; apiKeyId: string | null },
  trace: readonly LimitTrace[],
): Promise<void> {
  const exceeded = trace.flatMap(({ isExceeded, cap, ...limit }) =>
    isExceeded && cap !== null ? [{ ...limit, cap }] : [],
  );
  await tellOfLimits(
    place,
    exceeded.map(({ name, setBy, limitId, meter, used, cap, resetsAt, overflow }) => ({
      kind: 'limit_reached',
      limit: {
        name,
        setBy,
        limitId,
        memberId: limitId !== null && name.startsWith('member.') ? place.userId : null,
        licenceId: setBy === 'licence' ? place.apiKeyId : null,
      },
      meter,
      used: BigInt(used),
      cap: BigInt(cap),
      resetsAt: new Date(resetsAt),
      overflow,
    })),
  );
}
