import type {
  ApiLogin,
  ApiRegistration,
  ApiSession,
  EndApiSession,
  RefreshApiSession,
} from '@geko/contracts/api-session';
import type { LoginResult, RegisterResult } from '@geko/contracts/auth';
import { AppError } from '@geko/contracts/errors';
import { authenticateSession } from '../access/authenticate.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { listWorkspaces } from '../workspace/list-workspaces.ts';
import { logout } from './end-sessions.ts';
import { mintToken } from './mint-token.ts';
import type { SignInOutcome } from './visitor.ts';

type SessionDeps = Pick<
  Deps,
  'db' | 'auth' | 'rateLimits' | 'secrets' | 'publicUrl' | 'now' | 'newId'
>;

/**
 * A fresh access token for whoever shows a session's token, for the workspace that they name, else the one of which they
 * were in last.
 * @throws AppError UNAUTHENTICATED, ACCOUNT_CLOSING, NOT_FOUND for a workspace of which one is no member, RATE_LIMITED
 */
export async function refreshApiSession(
  deps: SessionDeps,
  request: RequestFacts,
  { refreshToken, workspaceId }: RefreshApiSession,
): Promise<ApiSession> {
  const known = await authenticateSession(deps, refreshToken);
  if (known === null) {
    throw new AppError('UNAUTHENTICATED', {
      field: 'refreshToken',
      message: 'This session has ended. Please sign in again.',
    });
  }
  const { principal: me } = known;
  if (me.deleteAfter !== null) throw new AppError('ACCOUNT_CLOSING');
  const workspaces = await listWorkspaces(deps.db, me);
  const last = workspaces.find(({ id }) => id === me.lastWorkspaceId) ?? workspaces[0];
  const chosen = workspaceId ?? last?.id;
  const access =
    chosen === undefined
      ? null
      : {
          ...(await mintToken(deps, { me, request }, { workspaceId: chosen })),
          workspaceId: chosen,
        };
  return { userId: me.userId, refreshToken, access, workspaces };
}

/**
 * What a sign-in is answered to a program, which gets no cookie: the session's token and a first access token. A session
 * that can have none ends again.
 */
export async function openApiSession(
  deps: SessionDeps,
  request: RequestFacts,
  outcome: SignInOutcome<LoginResult>,
): Promise<ApiLogin>;
export async function openApiSession(
  deps: SessionDeps,
  request: RequestFacts,
  outcome: SignInOutcome<RegisterResult>,
): Promise<ApiRegistration>;
export async function openApiSession(
  deps: SessionDeps,
  request: RequestFacts,
  { result, cookie }: SignInOutcome<LoginResult | RegisterResult>,
): Promise<ApiLogin | ApiRegistration> {
  if (result.status !== 'signed_in') return result;
  const refreshToken = deps.auth.readToken(cookie);
  if (refreshToken === null) throw new Error('a sign-in began no session');
  try {
    return {
      status: 'signed_in',
      ...(await refreshApiSession(deps, request, { refreshToken })),
    };
  } catch (error) {
    await endApiSession(deps, request, { refreshToken });
    throw error;
  }
}

/** Ends the session, and with it its access tokens. One that has ended already stays so. */
export async function endApiSession(
  deps: SessionDeps,
  request: RequestFacts,
  { refreshToken }: EndApiSession,
): Promise<void> {
  const known = await authenticateSession(deps, refreshToken);
  if (known !== null) await logout(deps, { me: known.principal, request });
}
