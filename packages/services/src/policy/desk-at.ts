import { AppError } from '@geko/contracts/errors';
import { planKindScope, SEEDED_SYSTEM_MARKUP_BPS, SYSTEM_SCOPE } from '@geko/domain/markup';
import { isUseNoted, type Program } from '../access/authenticate-program.ts';
import type { CallEntry } from '../access/call-entry.ts';
import { enterAgain } from '../access/enter-call.ts';
import type { Deps } from '../deps.ts';
import type { CatalogueCopy } from '../models/catalogue-copy.ts';
import type { OfferedModel } from '../models/catalogue.ts';
import type { Blanks } from './blanks.ts';
import type { Desk } from './desk.ts';
import { callLimits } from './load-limits.ts';
import { holdRecord, readTaken, type HoldAnswer, type HoldTerms } from './take-hold.ts';

/** A limit that is lowered bears on calls that came in before by so much at most: a body may be long in coming. */
const MOST_AGE_MS = 1_000;
const MOST_TRIES = 4;

/** What was taken ahead is for who came in a moment ago: what they may do is not looked at again. */
const MOST_AGE_AHEAD_MS = 250;
/** Others may be as quick to take what was given back. */
const MOST_RECALLS = 3;

type DeskDeps = Pick<Deps, 'blanks' | 'callStatements' | 'catalogue' | 'now'>;

/** What somebody came in with does not hold by now. */
class EntryChanged extends Error {}

/**
 * Has a program's call opened by what was read when it came in, its hold taken in one round trip.
 * @throws AppError UNAUTHENTICATED, as at the door; UNAVAILABLE; and whatever open throws
 */
export function atDesk<T>(
  deps: DeskDeps,
  program: Program,
  open: (desk: Desk) => Promise<T>,
): Promise<T> {
  const { entry, key } = program;
  return asEntered(deps, { entry, again: () => enterAgain(deps, program) }, (at, deskWith) => {
    const isNoted = key === null || isUseNoted(key, deps.now());
    const isFresh = deps.now().getTime() - at.enteredAt.getTime() <= MOST_AGE_AHEAD_MS;
    return open(
      deskWith(
        ({ asked, ...place }) =>
          deps.callStatements.open<HoldAnswer>({
            ...place,
            used_key: isNoted ? null : key.id,
            asked,
          }),
        isNoted && isFresh ? deps.blanks.take : undefined,
      ),
    );
  });
}

/** Who asks for a hold, where, and by what they might do then. */
type AskedHold = {
  person: string;
  tenant: string;
  place: string;
  seen: string;
  asked: ReturnType<typeof holdRecord>;
};

/** Takes a hold in one round trip; null = what its caller came in with does not hold by now. */
type OpenHold = (asked: AskedHold, terms: HoldTerms) => Promise<HoldAnswer | null>;

/** A desk by what somebody came in with, where holds are taken so; or are there already. */
export type DeskWith = (openHold: OpenHold, takeAhead?: Blanks['take']) => Desk;

/**
 * Does what is done at a desk by what was read when somebody came in; and anew, by what is there then, where that is out of
 * date. again: reads it anew.
 * @throws AppError UNAVAILABLE where it changes all the time; and whatever again and work throw
 */
export async function asEntered<Entry extends CallEntry, T>(
  deps: Pick<DeskDeps, 'blanks' | 'catalogue' | 'now'>,
  known: { entry: Entry | null; again: () => Promise<Entry> },
  work: (entry: Entry, deskWith: DeskWith) => Promise<T>,
): Promise<T> {
  for (let tries = 1, { entry } = known; ; tries += 1) {
    if (entry === null || deps.now().getTime() - entry.enteredAt.getTime() > MOST_AGE_MS) {
      entry = await known.again();
    }
    const catalogue = await deps.catalogue.at(entry.catalogue);
    const at: CallEntry = entry;
    try {
      return await work(entry, (...ways) => deskAt(deps, at, catalogue, ways));
    } catch (error) {
      if (!(error instanceof EntryChanged)) throw error;
      if (tries === MOST_TRIES)
        throw new AppError('UNAVAILABLE', { remedies: [{ kind: 'retry' }] });
      entry = null;
    }
  }
}

function deskAt(
  deps: Pick<DeskDeps, 'blanks' | 'now'>,
  { caller, seen, limits, models, markups }: CallEntry,
  catalogue: CatalogueCopy,
  [openHold, takeAhead]: Parameters<DeskWith>,
): Desk {
  const now = deps.now();
  const { userId, tenantId, workspaceId, planId, plan } = caller;
  const decided = new Map(models.map((one) => [one.modelId, one]));
  const offer = (found: Pick<OfferedModel, 'model' | 'price'>): OfferedModel => {
    const { isEnabled = true, markupBps = null } = decided.get(found.model.id) ?? {};
    return { ...found, isEnabled, workspaceMarkupBps: markupBps };
  };
  return {
    caller,
    now,
    async findModel(modelId) {
      const found = catalogue.find(modelId, now);
      return found && offer(found);
    },
    listModels: async () => catalogue.list(now).map(offer),
    async limitsOn(model) {
      const rows = limits.filter(
        ({ subject_kind: kind, subject_id: id }) => kind !== 'model' || id === model.id,
      );
      return callLimits({ caller, now, model, rows });
    },
    async markupsOn({ id, kind }) {
      return {
        workspaceModelBps: decided.get(id)?.markupBps ?? null,
        planKindBps: markups[planKindScope(planId, kind)] ?? null,
        planBps: plan.postpaidMarkupBps,
        systemBps: markups[SYSTEM_SCOPE] ?? SEEDED_SYSTEM_MARKUP_BPS,
      };
    },
    async takeHold(admission, terms) {
      const place = { person: userId, tenant: tenantId, place: workspaceId, seen };
      const ahead = takeAhead?.(place, admission, terms);
      if (ahead) return readTaken(admission, ahead);
      const asked = holdRecord(admission, terms);
      for (let recalls = 0, isWorthIt = true; ; recalls += 1) {
        const answer = await openHold({ ...place, asked }, terms);
        if (answer === null) throw new EntryChanged();
        // What is set aside for calls that may never come is asked back before anybody is refused.
        if (!answer.blanks || !isWorthIt || recalls === MOST_RECALLS) {
          return readTaken(admission, answer);
        }
        isWorthIt = await deps.blanks.recall(tenantId);
      }
    },
  };
}
