import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { z } from 'zod';
import { AppError, errorTable, toErrorBody, type ErrorBody } from '@geko/contracts/errors';
import type { Permission } from '@geko/contracts/permissions';
import { InWorkspace } from '@geko/contracts/workspace';
import { assertPermitted, inWorkspace } from '@geko/services/access/in-workspace';
import type { Scope } from '@geko/services/deps';
import { requirePrincipal, type Context } from './context.ts';

/** superjson throws on types that it does not know and on keys that would reach a prototype. */
function readInput(sent: Parameters<typeof superjson.deserialize>[0]): unknown {
  try {
    return superjson.deserialize(sent);
  } catch (cause) {
    throw new AppError('BAD_REQUEST', { message: 'The request cannot be read.', cause });
  }
}

const t = initTRPC.context<Context>().create({
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
  if (!result.ok && result.error.cause instanceof AppError) {
    const { code } = result.error.cause;
    throw new TRPCError({ code: errorTable[code].trpc, cause: result.error.cause });
  }
  return result;
});

/** For a signed-in person. */
export const signedInProcedure = publicProcedure.use(async ({ ctx, next }) => {
  const me = await requirePrincipal(ctx);
  await ctx.countOperations(me.userId);
  return next({ ctx: { me } });
});

/**
 * For a member of the workspace that the input names. Opens one transaction that sees only that
 * workspace; what follows runs inside it, and an error rolls it back.
 */
export const workspaceProcedure = signedInProcedure
  .input(InWorkspace)
  .use(async ({ ctx, input, next }) =>
    inWorkspace(
      ctx.deps,
      { userId: ctx.me.userId, workspaceId: input.workspaceId, request: ctx.request },
      async (scope: Scope) => {
        const result = await next({ ctx: { scope } });
        if (!result.ok) throw result.error;
        return result;
      },
    ),
  );

/** For a member whose role holds the permission. */
export function permitted(permission: Permission) {
  return workspaceProcedure.use(({ ctx, next }) => {
    assertPermitted(ctx.scope.caller, permission);
    return next();
  });
}

/** For the operators of the installation; to anyone else the procedure is not there. */
export const operatorProcedure = signedInProcedure.use(({ ctx, next }) => {
  if (ctx.me.platformRole !== 'operator') throw new AppError('NOT_FOUND');
  return next();
});
