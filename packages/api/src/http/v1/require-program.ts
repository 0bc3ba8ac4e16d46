import type { ApiKeyScope } from '@geko/contracts/api-keys';
import { AppError } from '@geko/contracts/errors';
import { DEVICE_HEADER } from '@geko/contracts/licences';
import { rateNameOf, type EndpointClass, type RateState } from '@geko/contracts/rate-limits';
import {
  assertScope,
  authenticateProgram,
  type Program,
} from '@geko/services/access/authenticate-program';
import { enterCall } from '@geko/services/access/enter-call';
import type { Deps, RequestFacts } from '@geko/services/deps';
import { openAIRateHeaders, rateHeaders } from '../rate-headers.ts';

/** What a program shows: its Authorization header, and the device that a licence may be bound to. */
export type Shown = { authorization: string | null; device: string | null };

/** As the headers of a request have it. authorization: that of dialects which have a header of their own. */
export function shownIn(
  headers: Headers,
  authorization: string | null = headers.get('authorization'),
): Shown {
  return { authorization, device: headers.get(DEVICE_HEADER) };
}

/**
 * Who calls by an Authorization header, by key or access token and never by cookie, and no more often than they may; the headers say where they stand.
 * scope: what a key must be for; null = nothing in particular. endpoint: what it counts as.
 * @throws AppError UNAUTHENTICATED, ACCOUNT_CLOSING, LICENCE_INVALID, LICENCE_DEVICE, FORBIDDEN, RATE_LIMITED, UNAVAILABLE
 */
export async function requireProgram(
  deps: Deps,
  { authorization, device }: Shown,
  { request, headers }: { request: RequestFacts; headers: Headers },
  { scope, endpoint }: { scope: ApiKeyScope | null; endpoint: EndpointClass },
): Promise<Program> {
  if (endpoint === 'call') {
    // Who it is, what they may, and the count, in one round trip.
    const entered = await knownHere(deps, request, () =>
      enterCall(deps, authorization, endpoint, device),
    );
    tellRate(headers, entered.rate);
    if (scope !== null) assertScope(entered.program, scope);
    return entered.program;
  }
  const program = await knownHere(deps, request, () =>
    authenticateProgram(deps, authorization, device),
  );
  if (scope !== null) assertScope(program, scope);
  tellRate(headers, await countCall(deps, endpoint, program));
  return program;
}

/** Puts where a caller stands with a rate limit into headers, the standard's and OpenAI's. */
export function tellRate(headers: Headers, state: RateState | null): void {
  const said = { ...rateHeaders(state), ...openAIRateHeaders(state) };
  for (const [name, value] of Object.entries(said)) headers.set(name, value);
}

/** Who is calling. What nobody has is counted by address, so that it cannot be tried without end. */
async function knownHere<T>(
  deps: Deps,
  { address }: RequestFacts,
  identify: () => Promise<T>,
): Promise<T> {
  try {
    return await identify();
  } catch (error) {
    const isStranger =
      error instanceof AppError &&
      (error.code === 'UNAUTHENTICATED' || error.code === 'LICENCE_INVALID');
    if (isStranger) {
      await deps.rateLimits.consume('stranger.address', address ?? 'unknown');
    }
    throw error;
  }
}

/** A key counts by itself, an access token by its person. */
function countCall(
  { rateLimits }: Deps,
  endpoint: EndpointClass,
  { key, userId }: Program,
): Promise<RateState | null> {
  const name = rateNameOf(endpoint, key === null ? 'token' : 'key');
  return name === null ? Promise.resolve(null) : rateLimits.consume(name, key?.id ?? userId);
}
