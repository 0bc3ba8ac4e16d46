import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { z } from 'zod';
import { Proof } from '@geko/contracts/account';
import { AppError, errorTable, toErrorBody, type ErrorBody } from '@geko/contracts/errors';
import type { Permission } from '@geko/contracts/permissions';
import { InWorkspace } from '@geko/contracts/workspace';
import { assertPermitted, inWorkspace } from '@geko/services/access/in-workspace';
import { knownError } from '@geko/services/access/known-error';
import { assertProof } from '@geko/services/account/assert-proof';
import type { Principal, Scope } from '@geko/services/deps';
import { refuseClosing, refuseToken, requirePrincipal, type Context } from './context.ts';

/** superjson throws on types that it does not know and on keys that would reach a prototype. */
function readInput(sent: Parameters<typeof superjson.deserialize>[0]): unknown {
  try {
    return superjson.deserialize(sent);
  } catch (cause) {
    throw new AppError('BAD_REQUEST', { message: 'The request cannot be read.', cause });
  }
}

const t = initTRPC.context<Context>().create({
  // No answer carries a stack, so none is written out.
  isDev: false,
  // A connection that died unheard is noticed, and made anew by the page.
  sse: {
    ping: { enabled: true, intervalMs: 10_000 },
    client: { reconnectAfterInactivityMs: 25_000 },
  },
  transformer: { serialize: (value) => superjson.serialize(value), deserialize: readInput },
  // The raw text of an unknown error never leaves the server: message and envelope are ours.
  errorFormatter({ shape, error, ctx }) {
    const geko = toErrorBody(toAppError(error), ctx?.request.requestId ?? 'none').body.error;
    return {
      ...shape,
      message: geko.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        geko,
      },
    };
  },
});

/** The envelope that the web app finds under `error.data.geko`. */
export type ErrorData = { geko: ErrorBody['error'] };

/** What a thrown value means to the caller; a schema's refusal names its field. */
export function toAppError(error: unknown): unknown {
  if (!(error instanceof TRPCError)) return error;
  if (error.cause instanceof AppError) return error.cause;
  if (error.cause instanceof z.ZodError) {
    const issue = error.cause.issues[0];
    const field = issue?.path.join('.') ?? '';
    const name = field === '' ? 'The request' : field;
    return new AppError('BAD_REQUEST', {
      ...(field === '' ? {} : { field }),
      message: `${name}: ${issue?.message ?? 'not accepted'}.`,
    });
  }
  if (error.code === 'NOT_FOUND') return new AppError('NOT_FOUND');
  if (error.code === 'PAYLOAD_TOO_LARGE') return new AppError('PAYLOAD_TOO_LARGE');
  if (error.code === 'UNSUPPORTED_MEDIA_TYPE') return new AppError('UNSUPPORTED_MEDIA_TYPE');
  if (
    error.code === 'BAD_REQUEST' ||
    error.code === 'PARSE_ERROR' ||
    error.code === 'METHOD_NOT_SUPPORTED'
  ) {
    return new AppError('BAD_REQUEST');
  }
  return error;
}

export const router = t.router;

/** For everyone. An AppError thrown below gets the status that its table line says. */
export const publicProcedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  const cause = result.ok ? null : knownError(result.error.cause);
  if (cause instanceof AppError) {
    throw new TRPCError({ code: errorTable[cause.code].trpc, cause });
  }
  return result;
});

/** For whoever the request stands for, by a session or an access token, also one who is about to leave for good. */
const knownProcedure = publicProcedure.use(async ({ ctx, next }) => {
  const me = await requirePrincipal(ctx, { isClosingAllowed: true });
  await ctx.countOperations(me);
  return next({ ctx: { me } });
});

/** For the facts about oneself that every client begins with. */
export const selfProcedure = knownProcedure;

/** For a signed-in person, also one whose account is about to be erased. Access tokens are for a workspace only. */
export const closingProcedure = knownProcedure.use(({ ctx, next }) => {
  refuseToken(ctx.me);
  return next();
});

/** For a signed-in person. */
export const signedInProcedure = closingProcedure.use(({ ctx, next }) => {
  refuseClosing(ctx.me);
  return next();
});

/**
 * For a member of the workspace that the input names. Opens one transaction that sees only that
 * workspace; what follows runs inside it, and an error rolls it back.
 */
export const workspaceProcedure = knownProcedure
  .input(InWorkspace)
  .use(async ({ ctx, input, next }) => {
    refuseClosing(ctx.me);
    const { userId, onlyWorkspaceId } = ctx.me;
    const { workspaceId } = input;
    return inWorkspace(
      ctx.deps,
      { userId, onlyWorkspaceId, workspaceId, request: ctx.request },
      async (scope: Scope) => {
        const result = await next({ ctx: { scope } });
        if (!result.ok) throw result.error;
        return result;
      },
    );
  });

/** For a member whose role holds the permission. */
export function permitted(permission: Permission) {
  return workspaceProcedure.use(({ ctx, next }) => {
    assertPermitted(ctx.scope.caller, permission);
    return next();
  });
}

/** For the operators of the installation; to anyone else the procedure is not there. */
export const operatorProcedure = signedInProcedure.use(({ ctx, next }) => {
  assertOperator(ctx.me);
  return next();
});

/** @throws AppError NOT_FOUND for anybody else */
export function assertOperator({ platformRole }: Principal): void {
  if (platformRole !== 'operator') throw new AppError('NOT_FOUND');
}

/**
 * For a member whose role holds the permission and who has just proven that it is really them (Proof); not by access
 * token. Who may not do it at all is told so before they are asked. Checking a password takes its time and connections
 * of its own, so it happens in no transaction.
 */
export function proven(permission: Permission) {
  return signedInProcedure
    .input(InWorkspace.extend(Proof.shape))
    .use(async ({ ctx, input, next }) => {
      const { userId, onlyWorkspaceId } = ctx.me;
      const { request } = ctx;
      const who = { userId, onlyWorkspaceId, workspaceId: input.workspaceId, request };
      const guarded = <T>(verb: (scope: Scope) => Promise<T>) =>
        inWorkspace(ctx.deps, who, (scope) => {
          assertPermitted(scope.caller, permission);
          return verb(scope);
        });
      await guarded(() => Promise.resolve());
      await assertProof(ctx.deps, ctx.me, input);
      return guarded(async (scope) => {
        const result = await next({ ctx: { scope } });
        if (!result.ok) throw result.error;
        return result;
      });
    });
}
