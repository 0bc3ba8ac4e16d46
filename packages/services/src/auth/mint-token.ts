import { signAccessToken } from '@geko/auth/access-token';
import type { AccessToken } from '@geko/contracts/auth';
import { inWorkspace } from '../access/in-workspace.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';

/**
 * An access token for one workspace, good for 15 minutes and no longer than the session.
 * @throws AppError NOT_FOUND for a workspace of which one is no member, RATE_LIMITED
 */
export async function mintToken(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'secrets' | 'publicUrl' | 'now' | 'newId'>,
  { me, request }: { me: Principal; request: RequestFacts },
  { workspaceId }: { workspaceId: string },
): Promise<AccessToken> {
  const { userId, onlyWorkspaceId, sessionId, sessionVersion } = me;
  await deps.rateLimits.consume('mintTokenByUser', userId);
  return inWorkspace(deps, { userId, onlyWorkspaceId, workspaceId, request }, async (scope) => {
    const { tenantId, roleId } = scope.caller;
    const { token, expiresAt } = await signAccessToken(
      { key: deps.secrets.accessTokenKey, issuer: deps.publicUrl, now: scope.now },
      { userId, tenantId, workspaceId, roleId, sessionId, sessionVersion },
    );
    await writeAudit(scope, { action: 'account.mint_token', objectId: userId });
    return { token, expiresAt: expiresAt.toISOString() };
  });
}
