import { openFlow, FLOW_SECONDS } from '@geko/services/auth/oauth-flow';
import { finishOAuth } from '@geko/services/auth/finish-oauth';
import { oauthProblemOf, type OAuthProblem } from '@geko/services/auth/oauth-problem';
import { safePath } from '@geko/services/auth/safe-path';
import { startOAuth } from '@geko/services/auth/start-oauth';
import type { Deps } from '@geko/services/deps';
import { createContext } from '../context.ts';
import { visitorOf } from '../visitor.ts';
import { errorResponse } from './error-response.ts';

const FLOW_COOKIE = 'geko_oauth';
const SECURITY_PAGE = '/account/security';

/** GET /api/auth/:provider/start?next=…&link=1: to the provider; link: for the signed-in person's own account. */
export function handleOAuthStart(
  deps: Deps,
  request: Request,
  provider: string,
): Promise<Response> {
  return navigate(deps, request, async (cookies) => {
    const context = createContext(deps, request, (cookie) => cookies.push(cookie));
    const { searchParams } = new URL(request.url);
    const isLink = searchParams.get('link') === '1';
    const visitor = await visitorOf(context);
    if (isLink && visitor.principal === null) {
      return `/sign-in?next=${encodeURIComponent(SECURITY_PAGE)}`;
    }
    try {
      const next = safePath(searchParams.get('next'));
      const { url, flow } = await startOAuth(deps, visitor, { provider, next, isLink });
      cookies.push(flowCookie(deps, flow, FLOW_SECONDS));
      return url;
    } catch (thrown) {
      return problemPage(isLink, oauthProblemOf(thrown, { log: deps.log, provider }));
    }
  });
}

/** GET /api/auth/:provider/callback: back from the provider; every end of it is a page of ours. */
export function handleOAuthCallback(
  deps: Deps,
  request: Request,
  provider: string,
): Promise<Response> {
  return navigate(deps, request, async (cookies) => {
    const context = createContext(deps, request, (cookie) => cookies.push(cookie));
    const sealed = readFlowCookie(request.headers.get('cookie'));
    const flow = openFlow(deps, { sealed, provider });
    // Whatever comes of it: a trip ends once.
    cookies.push(flowCookie(deps, '', 0));
    if (flow === null) return problemPage(false, 'failed');
    try {
      const { search } = new URL(request.url);
      const visitor = await visitorOf(context);
      const { to, cookie } = await finishOAuth(deps, visitor, { flow, search });
      if (cookie !== null) cookies.push(cookie);
      return to;
    } catch (thrown) {
      const problem = oauthProblemOf(thrown, { log: deps.log, provider });
      return problemPage(flow.linkTo !== null, problem);
    }
  });
}

const problemPage = (isLink: boolean, problem: OAuthProblem) =>
  `${isLink ? SECURITY_PAGE : '/sign-in'}?error=${problem}`;

async function navigate(
  deps: Deps,
  request: Request,
  go: (cookies: string[]) => Promise<string>,
): Promise<Response> {
  const cookies: string[] = [];
  try {
    const location = await go(cookies);
    const headers = new Headers({
      location,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    for (const cookie of cookies) headers.append('set-cookie', cookie);
    return new Response(null, { status: 303, headers });
  } catch (error) {
    const { requestId } = createContext(deps, request, () => undefined).request;
    return errorResponse(error, { requestId, log: deps.log });
  }
}

function flowCookie({ publicUrl }: Deps, value: string, seconds: number): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  // Lax, not Strict: the provider's page sends the browser back here.
  return `${FLOW_COOKIE}=${value}; HttpOnly; Max-Age=${seconds}; Path=/api/auth; SameSite=Lax${secure}`;
}

function readFlowCookie(header: string | null): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [name, value] = pair.split('=');
    if (name?.trim() === FLOW_COOKIE) return value?.trim() ?? null;
  }
  return null;
}
