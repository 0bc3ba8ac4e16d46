import { z } from 'zod';

/** So many operations within a window that the first one begins. */
export type Rate = { operations: number; windowSeconds: number };

/** How a caller proved who they are: by a session, by its access token, by an API key; not at all. */
export type PrincipalKind = 'session' | 'token' | 'key' | 'address';

/**
 * What a limit stands before. Its counters may be away (Redis or the database is down): what guards money, sign-in and
 * changes refuses then, what guards reading lets through.
 */
type Guard = 'money' | 'signIn' | 'changes' | 'reads';

type Endpoint = { guards: Guard } & Record<PrincipalKind, Rate | null>;

const aMinute = (operations: number): Rate => ({ operations, windowSeconds: 60 });

/**
 * Endpoint × principal. A session and a token count by their person, a key by itself, an address by its network (address-key.ts);
 * null = that principal does not come there, or is not counted there. A batch counts each of its operations.
 */
export const endpointRates = {
  /** A message of the chat: POST /api/chat and its retry. */
  message: {
    guards: 'money',
    session: aMinute(120),
    token: aMinute(120),
    key: null,
    address: null,
  },
  /** A POST of a program under /api/v1. */
  call: { guards: 'money', session: null, token: aMinute(600), key: aMinute(600), address: null },
  /** Any other write. Those of nobody (sign-in and the like) have limits of their own below. */
  change: {
    guards: 'changes',
    session: aMinute(600),
    token: aMinute(600),
    key: aMinute(600),
    address: null,
  },
  read: {
    guards: 'reads',
    session: aMinute(1200),
    token: aMinute(1200),
    key: aMinute(1200),
    address: null,
  },
  /** Keys and tokens under /api/v1 that nobody has. */
  stranger: { guards: 'signIn', session: null, token: null, key: null, address: aMinute(120) },
} as const satisfies Record<string, Endpoint>;

export type EndpointClass = keyof typeof endpointRates;

type NamedRate = Rate & {
  /** What is counted: everybody behind one network address, or one account or person. */
  by: 'address' | 'account';
  /** A right answer gives the tries back. */
  isReset?: boolean;
};

/** Limits of single doors, counted before the door is opened. */
const signInRates = {
  loginByAddress: { operations: 30, windowSeconds: 15 * 60, by: 'address' },
  /** Counted before the password is looked at; a right one resets it, so these are failures. */
  loginByAccount: { operations: 10, windowSeconds: 15 * 60, by: 'account', isReset: true },
  registerByAddress: { operations: 20, windowSeconds: 60 * 60, by: 'address' },
  /** Each may send a mail to the address that is asked for. */
  registerByAccount: { operations: 5, windowSeconds: 60 * 60, by: 'account' },
  /** Wrong codes of the second factor, also where it is set up or taken off. */
  secondFactor: { operations: 20, windowSeconds: 60 * 60, by: 'account', isReset: true },
  /** Wrong passwords of somebody signed in who is asked for it again. */
  proofByAccount: { operations: 10, windowSeconds: 15 * 60, by: 'account', isReset: true },
  resetByAddress: { operations: 20, windowSeconds: 60 * 60, by: 'address' },
  resetByAccount: { operations: 5, windowSeconds: 60 * 60, by: 'account' },
  /** Links of mails, looked at or used. A whole office may share an address. */
  verifyByAddress: { operations: 120, windowSeconds: 15 * 60, by: 'address' },
  /** Mails that a signed-in person has sent to an address: to confirm it, or to change to it. */
  verifyMailByAccount: { operations: 5, windowSeconds: 60 * 60, by: 'account' },
  /** Invitations, looked at or accepted. */
  invitationByAddress: { operations: 200, windowSeconds: 15 * 60, by: 'address' },
  /** Codes by which the desktop app is signed in. */
  approveDesktopByUser: { operations: 20, windowSeconds: 15 * 60, by: 'account' },
  mintTokenByUser: { operations: 60, windowSeconds: 60, by: 'account' },
  /** Trips to an identity provider and back. */
  oauthByAddress: { operations: 300, windowSeconds: 15 * 60, by: 'address' },
  /** Licence keys that are shown to be validated or bound to a device. */
  licenceByAddress: { operations: 120, windowSeconds: 60, by: 'address' },
  /** Codes that are mailed to a licence's holder, and tries at them. */
  licenceCodeByLicence: { operations: 20, windowSeconds: 60 * 60, by: 'account' },
  /** Webhooks of shops, which tell from a few addresses. */
  shopByAddress: { operations: 600, windowSeconds: 60, by: 'address' },
  /** Promo codes that somebody tries. */
  promoByAccount: { operations: 20, windowSeconds: 60 * 60, by: 'account' },
  createTenantByUser: { operations: 10, windowSeconds: 24 * 60 * 60, by: 'account' },
} as const satisfies Record<string, NamedRate>;

type NameIn<Class extends EndpointClass> = {
  [Kind in PrincipalKind]: (typeof endpointRates)[Class][Kind] extends null
    ? never
    : `${Class}.${Kind}`;
}[PrincipalKind];

/** `call.key` is the limit of the endpoint class "call" for a key. */
export type EndpointRateName = { [Class in EndpointClass]: NameIn<Class> }[EndpointClass];
export type RateLimitName = keyof typeof signInRates | EndpointRateName;

/** One limit, with all that the limiter has to know of it. */
export type RateLimit = Rate & { guards: Guard; by: 'address' | 'account'; isReset: boolean };

const kinds: readonly PrincipalKind[] = ['session', 'token', 'key', 'address'];

/** Every rate limit there is, by name. Plan limits are not here: they are money, these are manners. */
export const rateLimitTable = Object.fromEntries([
  ...Object.entries<NamedRate>(signInRates).map(([name, { isReset = false, ...rate }]) => [
    name,
    { ...rate, guards: 'signIn', isReset },
  ]),
  ...Object.entries<Endpoint>(endpointRates).flatMap(([name, endpoint]) =>
    kinds.flatMap((kind) => {
      const rate = endpoint[kind];
      const by = kind === 'address' ? 'address' : 'account';
      const { guards } = endpoint;
      return rate === null ? [] : [[`${name}.${kind}`, { ...rate, guards, by, isReset: false }]];
    }),
  ),
]) as Record<RateLimitName, RateLimit>;

export const rateLimitNames = Object.keys(rateLimitTable) as RateLimitName[];

/** The limit of an endpoint for a kind of principal; null = none is counted. */
export function rateNameOf(endpoint: EndpointClass, kind: PrincipalKind): RateLimitName | null {
  const name = `${endpoint}.${kind}`;
  return rateLimitNames.find((known) => known === name) ?? null;
}

const MOST_OPERATIONS = 1_000_000;
const LONGEST_WINDOW_SECONDS = 7 * 24 * 60 * 60;

/** Rates that an installation has chosen instead of those above. */
export type RateOverrides = Partial<Record<RateLimitName, Rate>>;

/** Rates as people write them: `call.key=1200/60, loginByAddress=60/900`, operations and the seconds of the window. */
export const RateOverrides = z.string().transform((text, context): RateOverrides => {
  const rates: RateOverrides = {};
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  for (const entry of text.split(',').map((part) => part.trim())) {
    const found = /^([A-Za-z.]{1,40}) *= *(\d{1,7}) *\/ *(\d{1,6})$/u.exec(entry);
    if (found === null)
      return refuse('must be a list such as call.key=1200/60, loginByAddress=60/900');
    const [, named, operations, windowSeconds] = found;
    const name = rateLimitNames.find((known) => known === named);
    if (name === undefined) return refuse(`names a limit that there is not: ${named}`);
    if (rates[name] !== undefined) return refuse(`names ${name} twice`);
    const rate = { operations: Number(operations), windowSeconds: Number(windowSeconds) };
    if (rate.operations < 1 || rate.operations > MOST_OPERATIONS)
      return refuse(`allows ${name} fewer operations than 1 or more than ${MOST_OPERATIONS}`);
    if (rate.windowSeconds < 1 || rate.windowSeconds > LONGEST_WINDOW_SECONDS)
      return refuse(
        `gives ${name} a window shorter than a second or longer than ${LONGEST_WINDOW_SECONDS}`,
      );
    rates[name] = rate;
  }
  return rates;
});

/** Where a caller stands after an operation was counted. */
export type RateState = Rate & {
  name: RateLimitName;
  /** Operations that are left in this window. */
  left: number;
  /** Until the window ends, in whole seconds, at least one. */
  resetSeconds: number;
};
