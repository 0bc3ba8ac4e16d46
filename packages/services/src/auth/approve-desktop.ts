import type { ApproveDesktop, DesktopCode } from '@geko/contracts/desktop-sign-in';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { endTokens, issueToken } from './one-time-token.ts';

/** What a code is good for besides itself. */
export const desktopBond = ({ challenge, device }: ApproveDesktop): string =>
  `${challenge}/${device}`;

/**
 * The person's yes to signing in the desktop app that asks: a code that is good once, for a minute, for that app only. One that
 * was given out before dies.
 * @throws AppError RATE_LIMITED
 */
export async function approveDesktop(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'secrets' | 'now' | 'newId'>,
  { me, request }: { me: Principal; request: RequestFacts },
  asked: ApproveDesktop,
): Promise<DesktopCode> {
  const { userId, email } = me;
  await deps.rateLimits.consume('approveDesktopByUser', userId);
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    await endTokens(tx, { userId, kinds: ['desktop_sign_in'], now });
    const bond = desktopBond(asked);
    const code = await issueToken(tx, deps, { kind: 'desktop_sign_in', userId, email, bond });
    await writeAccountAudit(
      { tx, userId, actorId: userId, now, newId: deps.newId, request },
      { action: 'account.approve_desktop' },
    );
    return { code };
  });
}
