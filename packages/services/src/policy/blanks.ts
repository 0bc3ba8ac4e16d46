import { setTimeout as sleep } from 'node:timers/promises';
import { unitNames } from '@geko/contracts/units';
import type { HeldAmount, HeldLot } from '@geko/db/schema/money';
import type { Admission } from '@geko/domain/admission';
import { blockAdmission, covers, mayStay, needOf, termsKey, type Need } from '@geko/domain/block';
import type { CallStatements } from './call-statements.ts';
import {
  holdRecord,
  readTaken,
  type HoldAnswer,
  type HoldTerms,
  type NewHold,
} from './take-hold.ts';

/** Where a process hears that somebody was refused: its payload is the company's id. */
export const BLANKS_CHANNEL = 'geko_blanks';

/** An account is hot from so many calls of the same terms on in a window. */
const HOT_CALLS = 16;
const WINDOW_MS = 250;
const MOST_OF_A_BLOCK = 32;
/** A blank hold is not used for longer, and whatever is left of its block given back; its lease is ten times that. */
const KEEP_MS = 3_000;
/** Nor where no call has come for so long. */
const IDLE_MS = 500;
/** After a refusal, wherever it was, every call is asked for by itself. */
const PAUSE_MS = 1_000;
const SWEEP_EVERY_MS = 250;
/** How long somebody who is refused waits for what others give back, at most: half a second in all. */
const RECALL_WAITS_MS = [5, 10, 20, 40, 80, 160, 185];

/** A workspace. */
type Place = { tenant: string; place: string };

type Sample = { admission: Admission; terms: HoldTerms & { hold: NewHold } };

/** Holds of one block that no call has taken yet. */
type Block = {
  ids: string[];
  takenAt: number;
  /** From 0. */
  option: number;
  /** Of each hold. */
  need: Need;
  amounts: HeldAmount[];
  lots: HeldLot[];
  /** As take_blocks answered, before the block. */
  before: HoldAnswer;
  handedOut: number;
};

/** Calls in one workspace by the same terms, whoever makes them. */
type Account = Place & {
  /** The largest of the last calls: a block is taken for calls like it. */
  sample: Sample;
  blocks: Block[];
  arrivals: { since: number; count: number; before: number };
  lastAt: number;
  isAsking: boolean;
  pausedUntil: number;
};

export type Blanks = {
  /** A hold that is there already and is enough for this call, which is its alone from now on; null = ask for one. */
  take: (place: Place, admission: Admission, terms: HoldTerms) => HoldAnswer | null;
  /**
   * Has every process give back what it holds ahead of a company's calls, as somebody of it is refused; false where not all has
   * come back in time.
   */
  recall(tenant: string): Promise<boolean>;
  /** Somebody of this company is refused somewhere: what this process holds ahead is given back. */
  hear(tenant: string): void;
  /** Gives back everything. */
  close(): Promise<void>;
};

/**
 * Holds that are taken ahead for an account which is hot: a block of them in one conditional step, so that calls need not wait for
 * the counters that they all change. Each is an ordinary hold that no call is known to use yet, so limits and wallets count it, no
 * process can pass them, and a provider is never called without one. Those that nobody takes are given back within seconds,
 * before anybody is refused, and by a sweeper where their process has died. now: milliseconds, monotonic.
 */
export function createBlanks({
  callStatements,
  newId,
  log,
  now,
}: {
  callStatements: CallStatements;
  newId: () => string;
  log: { warn(facts: object, message: string): void };
  now: () => number;
}): Blanks {
  const accounts = new Map<string, Account>();
  const pausedTenants = new Map<string, number>();
  const recalls = new Map<string, Promise<boolean>>();
  const returning = new Set<Promise<unknown>>();
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  function giveBack({ tenant, place }: Place, ids: readonly string[]) {
    if (ids.length === 0) return;
    const done = callStatements
      .returnBlanks({ tenant, place, ids, only_expired: false })
      .catch((error: unknown) =>
        log.warn({ error, place }, 'holds were not given back; their leases will end them'),
      )
      .finally(() => returning.delete(done));
    returning.add(done);
  }

  function giveBackOf(account: Account, isDue: (block: Block) => boolean): void {
    const due = account.blocks.filter(isDue);
    account.blocks = account.blocks.filter((block) => !isDue(block) && block.ids.length > 0);
    giveBack(
      account,
      due.flatMap(({ ids }) => ids),
    );
  }

  function sweep(): void {
    const at = now();
    for (const [key, account] of accounts) {
      const isIdle = at - account.lastAt > IDLE_MS;
      giveBackOf(account, ({ takenAt }) => isIdle || at - takenAt > KEEP_MS);
      if (isIdle && !account.isAsking && at >= account.pausedUntil) accounts.delete(key);
    }
    for (const [tenant, until] of pausedTenants) if (until < at) pausedTenants.delete(tenant);
    if (accounts.size + pausedTenants.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  }

  function accountOf(key: string, place: Place, sample: Sample, at: number): Account {
    let account = accounts.get(key);
    if (account === undefined) {
      const arrivals = { since: at, count: 0, before: 0 };
      account = {
        ...place,
        sample,
        blocks: [],
        arrivals,
        lastAt: at,
        isAsking: false,
        pausedUntil: 0,
      };
      accounts.set(key, account);
      timer ??= setInterval(sweep, SWEEP_EVERY_MS).unref();
    }
    return account;
  }

  function mayAsk({ tenant, pausedUntil, isAsking }: Account, at: number): boolean {
    return !isClosed && !isAsking && at >= pausedUntil && at >= (pausedTenants.get(tenant) ?? 0);
  }

  async function askFor(account: Account, count: number): Promise<void> {
    const { tenant, place, sample } = account;
    const { admission, terms } = sample;
    const { inputTokens } = terms.hold;
    const outputTokens = terms.wanted.desiredOutputTokens;
    const ids = Array.from({ length: count }, newId);
    const takenAt = now();
    account.isAsking = true;
    try {
      const asked = holdRecord(blockAdmission(admission, { inputTokens, outputTokens, count }), {
        wanted: { desiredOutputTokens: 0, minOutputTokens: 0, comfortableOutputTokens: 0 },
        now: terms.now,
        hold: { ...terms.hold, id: ids[0] ?? newId() },
      });
      const before = await callStatements.takeBlock<HoldAnswer>({
        tenant,
        place,
        ids,
        output: outputTokens,
        asked,
      });
      const { taken, states, walletNano } = readTaken(admission, before as HoldAnswer);
      const option = taken && admission.options[taken.option];
      if (!taken || !option || before === null) {
        account.pausedUntil = now() + PAUSE_MS;
        return;
      }
      const need = needOf(option, { inputTokens, outputTokens });
      const { wanted } = terms;
      const isFine = mayStay(admission, {
        option: taken.option,
        count,
        states,
        walletNano,
        wanted,
        need,
      });
      if (!isFine) account.pausedUntil = now() + PAUSE_MS;
      // Somebody may have been refused meanwhile.
      if (!isFine || isClosed || (pausedTenants.get(tenant) ?? 0) > takenAt) {
        giveBack(account, ids);
        return;
      }
      const { amounts, lots } = before;
      account.blocks.push({
        ids: [...ids],
        takenAt,
        option: taken.option,
        need,
        amounts,
        lots,
        before,
        handedOut: 0,
      });
    } catch (error) {
      account.pausedUntil = now() + PAUSE_MS;
      log.warn({ error, place }, 'a block of holds was not taken');
      // It may have been, for all we know.
      giveBack(account, ids);
    } finally {
      account.isAsking = false;
    }
  }

  async function recallFrom(tenant: string): Promise<boolean> {
    hear(tenant);
    for (const waitMs of RECALL_WAITS_MS) {
      await sleep(waitMs);
      if ((await callStatements.recallBlanks<number>({ tenant })) === 0) return true;
    }
    return false;
  }

  function hear(tenant: string): void {
    pausedTenants.set(tenant, now() + PAUSE_MS);
    timer ??= setInterval(sweep, SWEEP_EVERY_MS).unref();
    for (const account of accounts.values()) {
      if (account.tenant === tenant) giveBackOf(account, () => true);
    }
  }

  return {
    hear,
    take(place, admission, { hold, ...terms }) {
      const units = hold?.named?.units;
      if (!hold || !units || unitNames.some((unit) => units[unit] > 0)) return null;
      const at = now();
      const sample = { admission, terms: { ...terms, hold } };
      const account = accountOf(keyOf(place, sample), place, sample, at);
      const calls = arrive(account, at);
      if (account.arrivals.count === 1 || sizeOf(sample) > sizeOf(account.sample)) {
        account.sample = sample;
      }
      const answer = handOut(account, sample, at);
      const left = account.blocks.reduce((sum, { ids }) => sum + ids.length, 0);
      if (calls >= HOT_CALLS && left < calls / 2 && mayAsk(account, at)) {
        void askFor(account, Math.min(MOST_OF_A_BLOCK, calls));
      }
      return answer;
    },
    recall(tenant) {
      const running =
        recalls.get(tenant) ?? recallFrom(tenant).finally(() => recalls.delete(tenant));
      recalls.set(tenant, running);
      return running;
    },
    async close() {
      isClosed = true;
      if (timer) clearInterval(timer);
      for (const account of accounts.values()) giveBackOf(account, () => true);
      await Promise.all(returning);
    },
  };
}

/** Whoever calls: what they may do was judged, and limits of their own are counters of their own. */
function keyOf({ tenant, place }: Place, { admission, terms: { hold } }: Sample): string {
  return `${tenant} ${place} ${hold.modelId} ${hold.priceVersion} ${termsKey(admission)}`;
}

function sizeOf({ terms }: Sample): number {
  return terms.hold.inputTokens + terms.wanted.desiredOutputTokens;
}

/** Counts a call, and tells how many have come in the fuller one of this window and the last. */
function arrive(account: Account, at: number): number {
  const { arrivals } = account;
  account.lastAt = at;
  if (at - arrivals.since >= WINDOW_MS) {
    arrivals.before = at - arrivals.since < 2 * WINDOW_MS ? arrivals.count : 0;
    arrivals.since = at;
    arrivals.count = 0;
  }
  arrivals.count += 1;
  return Math.max(arrivals.count, arrivals.before);
}

/** The next hold that is enough for a call, as if it had just been taken. */
function handOut(account: Account, { admission, terms }: Sample, at: number): HoldAnswer | null {
  const { desiredOutputTokens: outputTokens } = terms.wanted;
  const { inputTokens } = terms.hold;
  for (const block of account.blocks) {
    const option = admission.options[block.option];
    if (block.ids.length === 0 || at - block.takenAt > KEEP_MS || option === undefined) continue;
    const need = needOf(option, { inputTokens, outputTokens });
    if (!covers(block.need, need)) continue;
    const id = block.ids.pop();
    if (id === undefined) continue;
    const handedOut = BigInt(block.handedOut);
    block.handedOut += 1;
    const { amounts, lots, before } = block;
    const own = need.amounts.filter((amount) => amount !== null);
    return {
      option: block.option + 1,
      maxOutputTokens: outputTokens,
      used: before.used,
      held: (before.held ?? []).map((held, index) =>
        String(BigInt(held) + handedOut * (block.need.amounts[index] ?? 0n)),
      ),
      amounts: amounts.map((held, index) => ({ ...held, amount: String(own[index]) })),
      lots: need.fundsNano
        ? lots.map(({ lotId }) => ({ lotId, amountNano: String(need.fundsNano) }))
        : [],
      walletNano:
        before.walletNano === null
          ? null
          : String(BigInt(before.walletNano) - handedOut * (block.need.fundsNano ?? 0n)),
      blank: { id, amounts, lots },
    };
  }
  return null;
}
