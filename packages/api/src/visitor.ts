import type { SignInOutcome, Visitor } from '@geko/services/auth/visitor';
import type { Context } from './context.ts';

/** Who is at the door. */
export const visitorOf = async (ctx: Context): Promise<Visitor> => ({
  request: ctx.request,
  principal: await ctx.principal(),
});

/** Sends the cookie of a session that a verb began, and gives what it answers. */
export function withCookie<Result>(
  ctx: Context,
  { result, cookie }: SignInOutcome<Result>,
): Result {
  if (cookie !== null) ctx.setCookie(cookie);
  return result;
}
