import { AppError } from '@geko/contracts/errors';
import {
  rateNameOf,
  type EndpointClass,
  type PrincipalKind,
  type RateState,
} from '@geko/contracts/rate-limits';
import { authenticate } from '@geko/services/access/authenticate';
import type { Deps, Principal, RequestFacts } from '@geko/services/deps';
import { clientAddress } from './http/client-address.ts';

/** What every procedure starts from. */
export type Context = {
  deps: Deps;
  request: RequestFacts;
  /** The caller, or null; looked up once a request, also in a batch. */
  principal: () => Promise<Principal | null>;
  /** The caller as they are by now. */
  principalAgain: () => Promise<Principal | null>;
  /**
   * Counts this request's operations against the caller's rate limit, that of reads or of changes unless told another; once,
   * also in a batch.
   */
  countOperations: (caller: Principal, endpoint?: EndpointClass) => Promise<void>;
  /** Notes where the caller stands whose operation was counted with what else was asked. */
  noteRate: (rate: RateState | null) => void;
  /** Where the caller stands, for the headers; null = nothing was counted. */
  rate: () => RateState | null;
  /** The session token that came along, if any. */
  token: string | null;
  /** Puts a Set-Cookie on the answer. */
  setCookie: (cookie: string) => void;
};

/** The caller of a request, also prolonging their session; null for nobody. */
export function createContext(
  deps: Deps,
  request: Request,
  setCookie: (cookie: string) => void,
  operations = 1,
): Context {
  const cookieHeader = request.headers.get('cookie');
  let found: Promise<Principal | null> | null = null;
  let counted: Promise<void> | null = null;
  let rate: RateState | null = null;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const count = async (caller: Principal, endpoint: EndpointClass) => {
    const kind: PrincipalKind = caller.onlyWorkspaceId === null ? 'session' : 'token';
    const name = rateNameOf(endpoint, kind);
    if (name !== null) rate = await deps.rateLimits.consume(name, caller.userId, operations);
  };
  const lookUp = async () => {
    const known = await authenticate(deps, cookieHeader, request.headers.get('authorization'));
    if (known?.renewedCookie) setCookie(known.renewedCookie);
    return known?.principal ?? null;
  };
  return {
    deps,
    request: requestFacts(deps, request),
    principal: () => (found ??= lookUp()),
    principalAgain: () => (found = lookUp()),
    countOperations: (caller, endpoint = isRead ? 'read' : 'change') =>
      (counted ??= count(caller, endpoint)),
    noteRate: (counted) => {
      rate = counted;
    },
    rate: () => rate,
    token: deps.auth.readToken(cookieHeader),
    setCookie,
  };
}

/** Facts of a request for the audit log; the request id is ours, never the caller's. */
export function requestFacts(deps: Pick<Deps, 'newId'>, request: Request): RequestFacts {
  return {
    requestId: deps.newId(),
    address: clientAddress(request.headers),
    userAgent: request.headers.get('user-agent')?.slice(0, 300) ?? null,
  };
}

/**
 * The principal of a request that needs one. Whose account is about to be erased may do nothing but what says so
 * (isClosingAllowed). @throws AppError UNAUTHENTICATED, ACCOUNT_CLOSING
 */
export async function requirePrincipal(
  context: Context,
  { isClosingAllowed = false }: { isClosingAllowed?: boolean } = {},
): Promise<Principal> {
  const principal = await context.principal();
  if (!principal) throw new AppError('UNAUTHENTICATED');
  if (!isClosingAllowed) refuseClosing(principal);
  return principal;
}

/**
 * The principal of a request that goes on for long, as they are by now: sessions end, and accounts close.
 * @throws AppError UNAUTHENTICATED, ACCOUNT_CLOSING
 */
export async function requirePrincipalAgain(context: Context): Promise<Principal> {
  const principal = await context.principalAgain();
  if (!principal) throw new AppError('UNAUTHENTICATED');
  refuseClosing(principal);
  return principal;
}

/** Throws FORBIDDEN for an access token: it is for the work inside its workspace. */
export function refuseToken({ onlyWorkspaceId }: Principal): void {
  if (onlyWorkspaceId === null) return;
  throw new AppError('FORBIDDEN', { message: 'An access token cannot do this.' });
}

/** Throws ACCOUNT_CLOSING when the account is about to be erased. */
export function refuseClosing({ deleteAfter }: Principal): void {
  if (deleteAfter !== null) throw new AppError('ACCOUNT_CLOSING');
}
