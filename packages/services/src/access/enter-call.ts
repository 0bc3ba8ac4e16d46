import type { RateLimits } from '@geko/auth/rate-limits';
import { AppError } from '@geko/contracts/errors';
import { rateNameOf, type EndpointClass, type RateState } from '@geko/contracts/rate-limits';
import type { Deps } from '../deps.ts';
import type { CallEntry } from './call-entry.ts';
import {
  authenticateProgram,
  NO_KEY,
  personOf,
  programOfKey,
  readKey,
  type FoundKey,
  type Program,
} from './authenticate-program.ts';
import { readBearer } from './authenticate.ts';
import { callerOf, type EntryRow } from './in-workspace.ts';

/** As the database's enter_calls answers. */
export type EntryAnswer = {
  key: FoundKey | null;
  userId: string;
  workspaceId: string;
  deleteAfter: string | null;
  counted: { counted: number; resetsInMs: number } | null;
  entry:
    | (EntryRow & Pick<CallEntry, 'seen' | 'catalogue' | 'limits' | 'models' | 'markups'>)
    | null;
};

type EnterDeps = Pick<
  Deps,
  'db' | 'callStatements' | 'auth' | 'secrets' | 'publicUrl' | 'now' | 'rateLimits'
>;

/**
 * Who shows this Authorization header, in their workspace, and how often they may still call: for a key in one round trip.
 * Whose person was taken out there is UNAUTHENTICATED, as their keys are revoked with it.
 * A licence takes one more look before, at whether it may be used.
 * @throws AppError UNAUTHENTICATED, ACCOUNT_CLOSING, LICENCE_INVALID, LICENCE_DEVICE, RATE_LIMITED, UNAVAILABLE
 */
export async function enterCall(
  deps: EnterDeps,
  authorization: string | null,
  endpoint: EndpointClass,
  device: string | null = null,
): Promise<{ program: Program; rate: RateState | null }> {
  const shown = await readKey(deps, readBearer(authorization), device);
  const known = shown === null ? await authenticateProgram(deps, authorization) : null;
  const name = rateNameOf(endpoint, shown === null ? 'token' : 'key');
  const window = name && (await deps.rateLimits.windowInDatabase(name, known && known.userId));
  const answer = await enter(deps, {
    hash: shown?.hash ?? null,
    place: known,
    window,
  });
  if (answer === null) throw new AppError('UNAUTHENTICATED', NO_KEY);
  const program =
    answer.key === null
      ? known
      : programOfKey(answer, { ...answer.key, tier: shown?.tier ?? null }, deps.now());
  if (program === null) throw new AppError('UNAUTHENTICATED', NO_KEY);
  const counts = program.key?.id ?? program.userId;
  const rate = name && (await stand(deps.rateLimits, name, counts, answer.counted));
  return { program: { ...program, entry: entryOf(program, answer, deps.now()) }, rate };
}

/** The same of a program that is known, and not counted again. */
export async function enterAgain(
  deps: Pick<Deps, 'callStatements' | 'now'>,
  program: Program,
): Promise<CallEntry> {
  const answer = await enter(deps, { hash: null, place: program, window: null });
  if (answer === null) throw new AppError('UNAUTHENTICATED', NO_KEY);
  return entryOf(program, answer, deps.now());
}

function enter(
  { callStatements }: Pick<Deps, 'callStatements'>,
  {
    hash,
    place,
    window,
  }: {
    hash: string | null;
    place: Program | null;
    window: { prefix: string; windowMs: number } | null;
  },
): Promise<EntryAnswer | null> {
  return callStatements.enter<EntryAnswer>({
    hash,
    person: place?.userId ?? null,
    place: place?.workspaceId ?? null,
    api_key: place?.key?.id ?? null,
    counter: window?.prefix ?? null,
    window_ms: window?.windowMs ?? null,
  });
}

/** Where somebody stands who was counted at the door; null = they have to be counted now. */
export function stand(
  rateLimits: RateLimits,
  name: Parameters<RateLimits['consume']>[0],
  key: string,
  counted: EntryAnswer['counted'],
): RateState | Promise<RateState | null> {
  return counted === null ? rateLimits.consume(name, key) : rateLimits.judge(name, key, counted);
}

function entryOf(program: Program, { entry }: EntryAnswer, enteredAt: Date): CallEntry {
  if (entry === null) throw new AppError('UNAUTHENTICATED', NO_KEY);
  return callEntry(personOf(program), entry, enteredAt);
}

/** What somebody who is of the workspace has come in with. */
export function callEntry(
  who: Parameters<typeof callerOf>[0],
  entry: NonNullable<EntryAnswer['entry']>,
  enteredAt: Date,
): CallEntry {
  const { seen, catalogue, limits, models, markups } = entry;
  return { caller: callerOf(who, entry), seen, catalogue, limits, models, markups, enteredAt };
}
