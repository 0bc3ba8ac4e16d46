import { NO_UNITS, type UnitUsage } from '@geko/contracts/meters';
import type { PlanId } from '@geko/contracts/plans';
import { lotPriority, type LotKind } from '@geko/contracts/wallet';
import { type Admission, planAdmission } from '@geko/domain/admission';
import { chooseOption, type Choice, type FreeLot, type TakenLot } from '@geko/domain/choose-option';
import { correctCall } from '@geko/domain/correction';
import { type Counter, planLimits, type SetLimit, setLimits, subjectOf } from '@geko/domain/limits';
import { maxCharge } from '@geko/domain/max-charge';
import { calendarMonth, periodAt } from '@geko/domain/periods';
import { hasGiven, settleCall, type Settlement } from '@geko/domain/settlement';
import { countInputTokens } from '@geko/domain/tokens';
import type { CallOutcome } from '../chat/settle-by-hold.ts';
import type { CompanyOracle } from './company-oracle.ts';
import { keyOf, shown, sum, type Tallies, type Tally, tallyIn, usedIn } from './oracle-counters.ts';
import { type mediaModel, type moneyModels, moneyPlans, moneyPrices } from './money-steps.ts';

const ZONE = 'UTC';
/** As admission has them (policy/decide.ts). */
const MIN_OUTPUT = 16;
const COMFORTABLE_OUTPUT = 1_024;
const SYSTEM_MARKUP_BPS = 1_500;

type Lot = {
  id: string;
  kind: LotKind;
  granted: bigint;
  remaining: bigint;
  held: bigint;
  expiresAt: Date | null;
};
/** What is asked: a text to answer, or what is to be made of units. */
export type Asked = { text: string } | { units: UnitUsage };
type Call = { userId: string; model: (typeof moneyModels)[number] | typeof mediaModel };
export type OpenHold = Call & {
  id: string;
  at: Date;
  inputTokens: number;
  maxOutputTokens: number;
  /** null = of a chat. */
  units: UnitUsage | null;
  funding: 'local' | 'included' | 'credits' | 'postpaid';
  markupBps: number;
  amounts: { key: string; amount: bigint }[];
  lots: TakenLot[];
};
type Bill = {
  metered: number;
  cost: bigint;
  charge: bigint;
  absorbed: bigint;
  isEstimated: boolean;
};
type Receipt = Bill & {
  hold: OpenHold;
  requests: bigint;
  wasDelivered: boolean;
  spent: TakenLot[];
};

/** How a call ended, as its server tells it. */
export type End = Omit<CallOutcome, 'keyAlias' | 'timeToFirstTokenMs' | 'durationMs'>;

/** What the money of one workspace ought to be: kept in memory, by the pure rules and plain sums. */
export class MoneyOracle {
  planId: PlanId = 'free';
  readonly limits: SetLimit[] = [];
  readonly open: OpenHold[] = [];
  readonly receipts: Receipt[] = [];
  private readonly lots: Lot[] = [];
  private readonly counters: Tallies = new Map();
  private granted = { promotion: 0n, payments: 0n, plan_revenue: 0n };
  private expired = 0n;
  private readonly renewed = new Set<number>();
  readonly company: CompanyOracle;
  private readonly members: readonly string[];

  constructor(facts: { company: CompanyOracle; members: readonly string[] }) {
    this.company = facts.company;
    this.members = facts.members;
    this.company.receiptsOf.push(this.receipts);
  }

  get now(): Date {
    return this.company.now;
  }

  inputTokensOf(text: string): number {
    return countInputTokens({ messages: [{ role: 'user', text }], provider: 'openai' });
  }

  /** What admission ought to say; null = refused. */
  decide(
    { userId, model }: Call,
    asked: Asked,
  ): { admission: Admission; choice: Choice; inputTokens: number; units: UnitUsage | null } | null {
    const plan = moneyPlans[this.planId];
    const inputTokens = 'text' in asked ? this.inputTokensOf(asked.text) : 0;
    const units = 'units' in asked ? asked.units : null;
    const month = calendarMonth({ at: this.now, timeZone: ZONE });
    const mine = this.limits.filter(
      ({ subjectKind, subjectId }) =>
        !['member', 'model'].includes(subjectKind) || [userId, model.id].includes(subjectId),
    );
    const admission = planAdmission({
      plan,
      tier: model.tier,
      limits: [
        ...planLimits({ plan, modelId: model.id, modelTier: model.tier, month }),
        ...setLimits({
          limits: [...mine, ...this.company.limits],
          userId,
          at: this.now,
          timeZone: ZONE,
        }),
      ],
      inputTokens,
      markups: {
        workspaceModelBps: null,
        planKindBps: null,
        systemBps: SYSTEM_MARKUP_BPS,
        planBps: plan.postpaidMarkupBps,
      },
      chargeAt: (markupBps) =>
        maxCharge({
          price: moneyPrices[model.id],
          markupBps,
          inputTokens,
          units: units ?? NO_UNITS,
          isCharged: true,
        }),
    });
    const choice = chooseOption({
      options: admission.options,
      counters: admission.counters.map(
        (counter) => this.talliesOf(counter).get(keyOf(counter)) ?? { used: 0n, held: 0n },
      ),
      lots: this.freeLots(),
      wanted: {
        desiredOutputTokens: model.maxOutputTokens,
        minOutputTokens: Math.min(MIN_OUTPUT, model.maxOutputTokens),
        comfortableOutputTokens: COMFORTABLE_OUTPUT,
      },
    });
    return choice === null ? null : { admission, choice, inputTokens, units };
  }

  hold(id: string, call: Call, decided: NonNullable<ReturnType<MoneyOracle['decide']>>): void {
    const { admission, choice, inputTokens, units } = decided;
    const option = admission.options[choice.option];
    if (!option) throw new Error('an option that is not there');
    const amounts = admission.counters.flatMap((counter, index) => {
      const share = option.shares[index] ?? null;
      const tally = tallyIn(this.talliesOf(counter), counter);
      if (share === null) return [];
      const amount = share.fixed + share.perOutput * BigInt(choice.maxOutputTokens);
      tally.held += amount;
      if (share.cap !== null && tally.used + tally.held > share.cap) {
        throw new Error(`${keyOf(counter)} is past its cap`);
      }
      return [{ key: keyOf(counter), amount }];
    });
    for (const { lotId, amountNano } of choice.lots) this.lot(lotId).held += amountNano;
    const { funding, markupBps } = option;
    const { maxOutputTokens, lots } = choice;
    const facts = { id, at: this.now, inputTokens, maxOutputTokens, units, funding, markupBps };
    this.open.push({ ...call, ...facts, amounts, lots });
  }

  settle(hold: OpenHold, end: End): void {
    this.open.splice(this.open.indexOf(hold), 1);
    const settlement = this.settlementOf(hold, end);
    const { rating, meteredTokens, absorbedNano, isEstimated, spent } = settlement;
    const gaveNothing = ['failed', 'interrupted'].includes(end.status) && meteredTokens === 0;
    const requests = gaveNothing ? 0n : 1n;
    for (const { key, amount } of hold.amounts) this.named(key).held -= amount;
    for (const { lotId, amountNano } of hold.lots) this.lot(lotId).held -= amountNano;
    for (const { lotId, amountNano } of spent) this.lot(lotId).remaining -= amountNano;
    this.count(hold, {
      tokens: BigInt(meteredTokens),
      requests,
      charge: rating.chargeNano,
    });
    this.receipts.push({
      hold,
      requests,
      wasDelivered: hasGiven({ outcome: end.status, meteredTokens, units: settlement.units }),
      metered: meteredTokens,
      cost: rating.costNano,
      charge: rating.chargeNano,
      absorbed: absorbedNano,
      isEstimated,
      spent: [...spent],
    });
  }

  /** Whether the provider's late word changes anything; then it has. */
  correct(receipt: Receipt, { usage, units }: Pick<End, 'usage' | 'units'>): boolean {
    if (!receipt.isEstimated) return false;
    const { hold } = receipt;
    const settlement = this.settlementOf(hold, {
      usage,
      units,
      rawUsage: null,
      outputTokens: 0,
      status: 'finished',
      hasStarted: true,
      hasDelivered: receipt.wasDelivered,
    });
    const isCredit = hold.funding === 'credits';
    const correction = correctCall({
      booked: {
        costNano: receipt.cost,
        chargeNano: receipt.charge,
        absorbedNano: receipt.absorbed,
        spent: isCredit ? receipt.spent.filter(({ amountNano }) => amountNano > 0n) : [],
      },
      settlement,
      funding: hold.funding,
      free: isCredit ? this.freeLots() : [],
    });
    this.count(hold, {
      tokens: BigInt(settlement.meteredTokens - receipt.metered),
      requests: 0n,
      charge: correction.chargeNano - receipt.charge,
    });
    for (const { lotId, amountNano } of correction.lots) {
      this.lot(lotId).remaining -= amountNano;
      const before = receipt.spent.find((lot) => lot.lotId === lotId);
      if (before) before.amountNano += amountNano;
      else receipt.spent.push({ lotId, amountNano });
    }
    receipt.metered = settlement.meteredTokens;
    receipt.cost = correction.costNano;
    receipt.charge = correction.chargeNano;
    receipt.absorbed = correction.absorbedNano;
    receipt.isEstimated = settlement.isEstimated;
    return true;
  }

  grant(lot: Pick<Lot, 'id' | 'kind' | 'granted' | 'expiresAt'>): void {
    this.lots.push({ ...lot, remaining: lot.granted, held: 0n });
    const from = {
      trial: 'promotion',
      bonus: 'promotion',
      subscription: 'plan_revenue',
      purchased: 'payments',
    } as const;
    this.granted[from[lot.kind]] += lot.granted;
  }

  expire(): void {
    for (const lot of this.lots) {
      if (lot.expiresAt !== null && lot.expiresAt <= this.now) this.takeBack(lot);
    }
  }

  /** Whether a subscription's period begins with credit; then the old credit is gone, all but what is held. */
  renew(period: number, { id, granted, expiresAt }: Pick<Lot, 'id' | 'granted' | 'expiresAt'>) {
    if (expiresAt !== null && expiresAt <= this.now) return false;
    if (this.renewed.has(period)) return false;
    const old = this.lots.filter(({ kind }) => kind === 'subscription');
    for (const lot of old.filter(({ remaining }) => remaining > 0n)) {
      if (lot.expiresAt === null || lot.expiresAt > this.now) lot.expiresAt = this.now;
      this.takeBack(lot);
    }
    if (granted === 0n) return false;
    this.renewed.add(period);
    this.grant({ id, kind: 'subscription', granted, expiresAt });
    return true;
  }

  /** A limit is set: its counters begin with what was used before. */
  begin(limit: SetLimit): void {
    const { subjectKind, meter, period, anchorAt } = limit;
    if (subjectKind === 'tenant') return this.company.begin(limit);
    const { startAt, endAt } = periodAt({ kind: period, at: this.now, timeZone: ZONE, anchorAt });
    const users = subjectKind === 'each_member' ? this.members : [''];
    for (const userId of users) {
      const subject = subjectOf(limit, userId);
      const counter: Counter = {
        scope: 'workspace',
        subject,
        meter,
        period,
        periodStart: startAt,
        periodEnd: endAt,
      };
      const calls = this.receipts.filter(({ hold }) => subjectsOf(hold).includes(subject));
      tallyIn(this.counters, counter).used = usedIn(calls, counter);
    }
  }

  /** All that the database must show, as `readMoney` reads it. */
  expected() {
    const of = (amount: (receipt: Receipt) => bigint) => sum(this.receipts.map(amount));
    const charged = of(({ charge }) => charge);
    const invoiced = of(({ hold, charge }) => (hold.funding === 'postpaid' ? charge : 0n));
    const balances: Record<string, bigint> = {
      provider_cost: of(({ cost, absorbed }) => cost - absorbed),
      absorbed_loss: of(({ absorbed }) => absorbed),
      provider_payable: -of(({ cost }) => cost),
      receivable: invoiced,
      revenue: -charged,
      promotion: this.granted.promotion,
      payments: this.granted.payments,
      plan_revenue: this.granted.plan_revenue,
      breakage: -this.expired,
      wallet: -sum(this.lots.map(({ remaining }) => remaining)),
    };
    return {
      counters: { ...shown(this.counters), ...shown(this.company.counters) },
      lots: Object.fromEntries(
        this.lots.map(({ id, remaining, held }) => [id, `${remaining} ${held}`]),
      ),
      balances: Object.fromEntries(
        Object.entries(balances)
          .filter(([, amount]) => amount !== 0n)
          .map(([account, amount]) => [account, amount.toString()]),
      ),
      entriesSum: '0',
      openHolds: this.open.length,
    };
  }

  private settlementOf(hold: OpenHold, end: End): Settlement {
    return settleCall({
      usage: end.usage,
      units: end.units,
      counted: { inputTokens: hold.inputTokens, outputTokens: end.outputTokens },
      hold: { ...hold, units: hold.units ?? NO_UNITS },
      price: moneyPrices[hold.model.id],
      markupBps: hold.markupBps,
      funding: hold.funding,
      hasStarted: end.hasStarted,
      hasDelivered: end.hasDelivered,
      deliveredTokens: end.status === 'failed' ? end.outputTokens : null,
    });
  }

  /** On the plan's counters that the hold was taken on, and on every other that counts such calls. */
  private count(hold: OpenHold, used: Record<'tokens' | 'requests' | 'charge', bigint>): void {
    const subjects = subjectsOf(hold);
    for (const [key, tally] of this.counters) {
      const isPlans = tally.subject.startsWith('plan');
      const counts = isPlans
        ? hold.amounts.some((amount) => amount.key === key)
        : subjects.includes(tally.subject) &&
          tally.periodStart <= hold.at &&
          tally.periodEnd > hold.at;
      if (counts) tally.used += used[tally.meter];
    }
    this.company.count(hold, used);
  }

  private takeBack(lot: Lot): void {
    this.expired += lot.remaining - lot.held;
    lot.remaining = lot.held;
  }

  private freeLots(): FreeLot[] {
    const end = ({ expiresAt }: Lot) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
    return this.lots
      .filter((lot) => lot.remaining > 0n && end(lot) > this.now.getTime())
      .toSorted((a, b) => {
        const byKind = lotPriority[a.kind] - lotPriority[b.kind];
        if (byKind !== 0) return byKind;
        if (end(a) !== end(b)) return end(a) < end(b) ? -1 : 1;
        return a.id < b.id ? -1 : 1;
      })
      .map(({ id, remaining, held }) => ({ lotId: id, freeNano: remaining - held }));
  }

  private talliesOf({ scope }: Counter): Tallies {
    return scope === 'tenant' ? this.company.counters : this.counters;
  }

  private named(key: string): Tally {
    const tally = this.counters.get(key) ?? this.company.counters.get(key);
    if (!tally) throw new Error(`no counter ${key}`);
    return tally;
  }

  private lot(id: string): Lot {
    const lot = this.lots.find((each) => each.id === id);
    if (!lot) throw new Error(`no lot ${id}`);
    return lot;
  }
}

const subjectsOf = ({ userId, model }: Call) => [
  'workspace',
  `member:${userId}`,
  `model:${model.id}`,
];
