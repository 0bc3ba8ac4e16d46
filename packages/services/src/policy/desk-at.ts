import { AppError } from '@geko/contracts/errors';
import { planKindScope, SEEDED_SYSTEM_MARKUP_BPS, SYSTEM_SCOPE } from '@geko/domain/markup';
import { isUseNoted, type Program } from '../access/authenticate-program.ts';
import type { CallEntry } from '../access/call-entry.ts';
import { enterAgain } from '../access/enter-call.ts';
import type { Deps } from '../deps.ts';
import type { CatalogueCopy } from '../models/catalogue-copy.ts';
import type { Desk } from './desk.ts';
import { callLimits } from './load-limits.ts';
import { holdRecord, readTaken, type HoldAnswer } from './take-hold.ts';

/** A limit that is lowered bears on calls that came in before by so much at most: a body may be long in coming. */
const MOST_AGE_MS = 1_000;
const MOST_TRIES = 4;

type DeskDeps = Pick<Deps, 'callStatements' | 'catalogue' | 'now'>;

/** Who came in may do other things by now. */
class EntryChanged extends Error {}

/**
 * Has a program's call opened by what was read when it came in, its hold taken in one round trip; and anew, by what is
 * there then, where that is out of date.
 * @throws AppError UNAUTHENTICATED, as at the door; UNAVAILABLE; and whatever open throws
 */
export async function atDesk<T>(
  deps: DeskDeps,
  program: Program,
  open: (desk: Desk) => Promise<T>,
): Promise<T> {
  for (let tries = 1, { entry } = program; ; tries += 1) {
    if (entry === null || deps.now().getTime() - entry.enteredAt.getTime() > MOST_AGE_MS) {
      entry = await enterAgain(deps, program);
    }
    const desk = deskAt(deps, program, entry, await deps.catalogue.at(entry.catalogue));
    try {
      return await open(desk);
    } catch (error) {
      if (!(error instanceof EntryChanged)) throw error;
      if (tries === MOST_TRIES)
        throw new AppError('UNAVAILABLE', { remedies: [{ kind: 'retry' }] });
      entry = null;
    }
  }
}

function deskAt(
  { callStatements, now: clock }: DeskDeps,
  { key }: Program,
  { caller, seen, limits, models, markups }: CallEntry,
  catalogue: CatalogueCopy,
): Desk {
  const now = clock();
  const { userId, tenantId, workspaceId, apiKeyId, planId, plan } = caller;
  const decided = (modelId: string) => models.find((one) => one.modelId === modelId);
  return {
    caller,
    now,
    async findModel(modelId) {
      const found = catalogue.find(modelId, now);
      if (found === null) return null;
      const { isEnabled = true, markupBps = null } = decided(found.model.id) ?? {};
      return { ...found, isEnabled, workspaceMarkupBps: markupBps };
    },
    async limitsOn(model) {
      const rows = limits.filter(
        ({ subject_kind: kind, subject_id: id }) => kind !== 'model' || id === model.id,
      );
      return callLimits({ caller, now, model, rows });
    },
    async markupsOn({ id, kind }) {
      return {
        workspaceModelBps: decided(id)?.markupBps ?? null,
        planKindBps: markups[planKindScope(planId, kind)] ?? null,
        planBps: plan.postpaidMarkupBps,
        systemBps: markups[SYSTEM_SCOPE] ?? SEEDED_SYSTEM_MARKUP_BPS,
      };
    },
    async takeHold(admission, terms) {
      const usedKey = key === null || isUseNoted(key, now) ? null : apiKeyId;
      const answer = await callStatements.open<HoldAnswer>({
        person: userId,
        tenant: tenantId,
        place: workspaceId,
        seen,
        used_key: usedKey,
        asked: holdRecord(admission, terms),
      });
      if (answer === null) throw new EntryChanged();
      return readTaken(admission, answer);
    },
  };
}
