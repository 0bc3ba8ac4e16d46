import type { Principal, RequestFacts } from '../deps.ts';

/** Somebody at the door: the request, and the session that came along (null = none). */
export type Visitor = { request: RequestFacts; principal: Principal | null };

/** What a verb that may sign somebody in answers, and the cookie to send along; null = none. */
export type SignInOutcome<Result> = { result: Result; cookie: string | null };

/** What limits by address count by; callers without an address count together. */
export const addressOf = (visitor: { request: RequestFacts }): string =>
  visitor.request.address ?? 'unknown';
