import { z } from 'zod';
import { Meter, PeriodKind } from './meters.ts';
import { Overflow } from './plans.ts';
import type { RateState } from './rate-limits.ts';

type ErrorFacts = {
  /** HTTP status of a plain route. */
  status: number;
  /** tRPC's name for that class of error. */
  trpc:
    | 'BAD_REQUEST'
    | 'UNAUTHORIZED'
    | 'PAYMENT_REQUIRED'
    | 'FORBIDDEN'
    | 'NOT_FOUND'
    | 'CONFLICT'
    | 'PAYLOAD_TOO_LARGE'
    | 'UNSUPPORTED_MEDIA_TYPE'
    | 'TOO_MANY_REQUESTS'
    | 'BAD_GATEWAY'
    | 'SERVICE_UNAVAILABLE'
    | 'GATEWAY_TIMEOUT'
    | 'INTERNAL_SERVER_ERROR';
  /** Expected errors are the caller's news, not ours: they are not logged as failures. */
  isExpected: boolean;
  /** The user's sentence when the thrower gives no better one. */
  message: string;
};

/** Every error Geko can answer with. Forget a column and it does not compile. */
export const errorTable = {
  BAD_REQUEST: {
    status: 400,
    trpc: 'BAD_REQUEST',
    isExpected: true,
    message: 'Something in this request is not right.',
  },
  UNAUTHENTICATED: {
    status: 401,
    trpc: 'UNAUTHORIZED',
    isExpected: true,
    message: 'Please sign in.',
  },
  INVALID_CREDENTIALS: {
    status: 401,
    trpc: 'UNAUTHORIZED',
    isExpected: true,
    message: 'That email and password do not match.',
  },
  REGISTRATION_REFUSED: {
    status: 409,
    trpc: 'CONFLICT',
    isExpected: true,
    message: 'We could not create an account with these details. If you have one already, sign in.',
  },
  BAD_ORIGIN: {
    status: 403,
    trpc: 'FORBIDDEN',
    isExpected: true,
    message: 'This request did not come from Geko.',
  },
  CREDITS_EXHAUSTED: {
    status: 402,
    trpc: 'PAYMENT_REQUIRED',
    isExpected: true,
    message: 'There is not enough credit for this.',
  },
  BUDGET_EXCEEDED: {
    status: 402,
    trpc: 'PAYMENT_REQUIRED',
    isExpected: true,
    message: 'The budget for this is used up.',
  },
  CARD_DECLINED: {
    status: 402,
    trpc: 'PAYMENT_REQUIRED',
    isExpected: true,
    message: 'The card was declined. Update it, or pay by another one.',
  },
  LICENCE_USED_UP: {
    status: 402,
    trpc: 'PAYMENT_REQUIRED',
    isExpected: true,
    message: 'What this licence allows a month is used up.',
  },
  LICENCE_INVALID: {
    status: 403,
    trpc: 'FORBIDDEN',
    isExpected: true,
    message: 'This licence is not valid.',
  },
  LICENCE_DEVICE: {
    status: 403,
    trpc: 'FORBIDDEN',
    isExpected: true,
    message: 'This licence is bound to devices: activate this one first.',
  },
  LICENCE_SEATS: {
    status: 403,
    trpc: 'FORBIDDEN',
    isExpected: true,
    message: 'All seats of this licence are taken. Release a device first.',
  },
  FORBIDDEN: {
    status: 403,
    trpc: 'FORBIDDEN',
    isExpected: true,
    message: 'Your role does not allow this.',
  },
  MODEL_UNKNOWN: {
    status: 403,
    trpc: 'FORBIDDEN',
    isExpected: true,
    message: 'This model is not available.',
  },
  MODEL_LOCKED: {
    status: 403,
    trpc: 'FORBIDDEN',
    isExpected: true,
    message: 'This model is part of a higher plan.',
  },
  MODEL_DISABLED: {
    status: 403,
    trpc: 'FORBIDDEN',
    isExpected: true,
    message: 'This workspace has switched this model off.',
  },
  INVALID_CODE: {
    status: 401,
    trpc: 'UNAUTHORIZED',
    isExpected: true,
    message: 'That code is not right, or was used already.',
  },
  CONFIRM_IDENTITY: {
    status: 403,
    trpc: 'FORBIDDEN',
    isExpected: true,
    message: 'Sign in again to do this: your last sign-in was a while ago.',
  },
  ACCOUNT_CLOSING: {
    status: 403,
    trpc: 'FORBIDDEN',
    isExpected: true,
    message: 'This account is about to be deleted. Take the deletion back to go on.',
  },
  CANNOT_GRANT: {
    status: 403,
    trpc: 'FORBIDDEN',
    isExpected: true,
    message: 'You can only give, change or take what you may do yourself.',
  },
  LINK_INVALID: {
    status: 404,
    trpc: 'NOT_FOUND',
    isExpected: true,
    message: 'This link has expired or was used already.',
  },
  LAST_OWNER: {
    status: 409,
    trpc: 'CONFLICT',
    isExpected: true,
    message: 'A workspace needs an owner. Make somebody else an owner first.',
  },
  NOT_FOUND: {
    status: 404,
    trpc: 'NOT_FOUND',
    isExpected: true,
    message: 'We could not find that.',
  },
  CONFLICT: {
    status: 409,
    trpc: 'CONFLICT',
    isExpected: true,
    message: 'This was changed or used already.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 409,
    trpc: 'CONFLICT',
    isExpected: true,
    message: 'This Idempotency-Key was used with another request. Use a new one.',
  },
  IDEMPOTENCY_KEY_BUSY: {
    status: 409,
    trpc: 'CONFLICT',
    isExpected: true,
    message: 'The first request with this Idempotency-Key is still running.',
  },
  IDEMPOTENCY_KEY_SPENT: {
    status: 409,
    trpc: 'CONFLICT',
    isExpected: true,
    message: 'The first request with this Idempotency-Key cannot be answered again.',
  },
  TURN_RUNNING: {
    status: 409,
    trpc: 'CONFLICT',
    isExpected: true,
    message: 'An answer is still being written in this conversation.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    trpc: 'PAYLOAD_TOO_LARGE',
    isExpected: true,
    message: 'This is too large.',
  },
  CONTEXT_TOO_LONG: {
    status: 413,
    trpc: 'PAYLOAD_TOO_LARGE',
    isExpected: true,
    message: 'This conversation is longer than the model can read.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    trpc: 'UNSUPPORTED_MEDIA_TYPE',
    isExpected: true,
    message: 'This type of content is not accepted here.',
  },
  RATE_LIMITED: {
    status: 429,
    trpc: 'TOO_MANY_REQUESTS',
    isExpected: true,
    message: 'Too many tries. Please wait a little.',
  },
  QUOTA_EXCEEDED: {
    status: 429,
    trpc: 'TOO_MANY_REQUESTS',
    isExpected: true,
    message: 'A limit of this workspace is used up.',
  },
  PROVIDER_FAILED: {
    status: 502,
    trpc: 'BAD_GATEWAY',
    isExpected: true,
    message:
      'The model provider failed to answer. Nothing was charged for nothing; please try again.',
  },
  PROVIDER_UNAVAILABLE: {
    status: 503,
    trpc: 'SERVICE_UNAVAILABLE',
    isExpected: true,
    message: 'This model cannot be reached right now. Try another one.',
  },
  UNAVAILABLE: {
    status: 503,
    trpc: 'SERVICE_UNAVAILABLE',
    isExpected: false,
    message: 'Geko cannot answer for a moment. Nothing is lost; please try again.',
  },
  INTERNAL: {
    status: 500,
    trpc: 'INTERNAL_SERVER_ERROR',
    isExpected: false,
    message: 'Something went wrong on our side. Please try again.',
  },
} as const satisfies Record<string, ErrorFacts>;

export type ErrorCode = keyof typeof errorTable;
export const ErrorCode = z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]);

/** One limit that admission looked at, as shown to the caller. Amounts are in the meter's unit. */
export const LimitTrace = z.object({
  /** Stable name, such as "workspace.tokens" or "model.gpt-5-mini.tokens". */
  name: z.string(),
  meter: Meter,
  period: PeriodKind,
  /** Who set it: the plan, someone in the workspace, an owner for all workspaces of the company, or the tier of a licence. */
  setBy: z.enum(['plan', 'workspace', 'tenant', 'licence']),
  /** Of a limit that people have set. */
  limitId: z.string().nullable(),
  overflow: Overflow,
  used: z.number().int(),
  held: z.number().int(),
  /** null = unlimited. */
  cap: z.number().int().nullable(),
  resetsAt: z.iso.datetime(),
  isExceeded: z.boolean(),
});
export type LimitTrace = z.infer<typeof LimitTrace>;

/** What this caller can do about a refusal; each is a working button in the web app. */
export const Remedy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upgrade'), url: z.string(), planId: z.string() }),
  z.object({ kind: z.literal('wait'), until: z.iso.datetime() }),
  z.object({
    kind: z.literal('switch_model'),
    modelId: z.string(),
    name: z.string(),
    /** It runs on this server and costs nothing. */
    isLocal: z.boolean().default(false),
  }),
  z.object({ kind: z.literal('top_up'), url: z.string() }),
  /** Somebody who may raise it can be asked. */
  z.object({ kind: z.literal('ask_admin'), limitId: z.string() }),
  /** Only owners may raise it, as it is the company's; who they are is told. */
  z.object({ kind: z.literal('ask_owner'), limitId: z.string() }),
  /** The caller may raise it themselves. */
  z.object({ kind: z.literal('raise_limit'), limitId: z.string(), url: z.string() }),
  z.object({ kind: z.literal('retry') }),
  z.object({ kind: z.literal('sign_in'), url: z.string() }),
]);
export type Remedy = z.infer<typeof Remedy>;

/** The one envelope of every error answer. */
export const ErrorBody = z.object({
  error: z.object({
    code: ErrorCode,
    message: z.string(),
    /** The input field at fault, dotted: "message.text". */
    field: z.string().optional(),
    trace: z.array(LimitTrace).optional(),
    remedies: z.array(Remedy).optional(),
    retryAfterSeconds: z.number().int().optional(),
    requestId: z.string(),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

export type AppErrorDetails = {
  message?: string;
  field?: string;
  trace?: LimitTrace[];
  remedies?: Remedy[];
  retryAfterSeconds?: number;
  /** The rate limit that refused, for the headers. */
  rate?: RateState;
  cause?: unknown;
};

const BRAND = Symbol.for('geko.AppError');

/**
 * The one error that code throws on purpose; its code decides status, log level and sentence. A bundler may put
 * several copies of this class into one process, so `instanceof` goes by a mark that all of them know.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly details: AppErrorDetails;

  constructor(code: ErrorCode, details: AppErrorDetails = {}) {
    super(details.message ?? errorTable[code].message, { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return value instanceof Error && BRAND in value;
  }
}

/** The envelope of an AppError, or of any other thrown value as INTERNAL without its text. */
export function toErrorBody(
  thrown: unknown,
  requestId: string,
): { status: number; body: ErrorBody } {
  const error = thrown instanceof AppError ? thrown : new AppError('INTERNAL');
  const { field, trace, remedies, retryAfterSeconds } = error.details;
  return {
    status: errorTable[error.code].status,
    body: {
      error: {
        code: error.code,
        message: error.message,
        ...(field === undefined ? {} : { field }),
        ...(trace === undefined ? {} : { trace }),
        ...(remedies === undefined ? {} : { remedies }),
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
        requestId,
      },
    },
  };
}
