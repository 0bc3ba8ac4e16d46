import fc from 'fast-check';
import type { Meter, PeriodKind, UnitUsage } from '@geko/contracts/meters';
import type { Overflow, Plan, PlanId } from '@geko/contracts/plans';
import { planTable } from '@geko/contracts/plans';
import type { LotKind } from '@geko/contracts/wallet';
import type { Price } from '@geko/domain/pricing';

/** The models of the machine: one of the free tier, one that is dearer with more input. */
export const moneyModels = [
  { id: 'm-free', tier: 'free', maxOutputTokens: 150 },
  { id: 'm-premium', tier: 'premium', maxOutputTokens: 400 },
] as const;

/** And one that makes pictures, speaks and listens: what is not counted in tokens. */
export const mediaModel = { id: 'm-media', tier: 'free', maxOutputTokens: 0 } as const;
/** Of all its pictures. */
const IMAGE_KIND = '1024x1024/high';

export type MoneyModelId = ((typeof moneyModels)[number] | typeof mediaModel)['id'];

const noParts = { cachedInputNano: null, cacheWriteNano: null, reasoningNano: null };

/** Their prices: odd ones, so that every line is rounded. */
export const moneyPrices: Record<MoneyModelId, Price> = {
  'm-free': {
    ...noParts,
    version: 1,
    tiers: [],
    inputNano: 512_345_679n,
    outputNano: 1_234_567_891n,
  },
  'm-premium': {
    ...noParts,
    version: 1,
    inputNano: 3_000_000_007n,
    outputNano: 15_000_000_003n,
    tiers: [
      { ...noParts, aboveInputTokens: 20, inputNano: 6_000_000_011n, outputNano: 22_500_000_001n },
    ],
  },
  'm-media': {
    ...noParts,
    version: 1,
    tiers: [],
    inputNano: 0n,
    outputNano: 0n,
    imageNano: { [IMAGE_KIND]: 10_003n },
    charactersNano: 1_500_000_007n,
    minuteNano: 60_011n,
  },
};

const limitsOf = (tokens: number, requests: number, overflow: Overflow): Plan['limits'] => [
  { meter: 'tokens', scope: 'workspace', cap: tokens, overflow },
  { meter: 'requests', scope: 'workspace', cap: requests, overflow },
  { meter: 'tokens', scope: 'free_model', cap: tokens / 2, overflow },
];

/** Plans as an operator has changed them: small enough to run out. */
export const moneyPlans: Record<PlanId, Plan> = {
  free: { ...planTable.free, limits: limitsOf(1_600, 9, 'credits') },
  pro: { ...planTable.pro, limits: limitsOf(1_000, 6, 'allow') },
  paygo: planTable.paygo,
  enterprise: {
    ...planTable.enterprise,
    tiers: { local: 'local', free: 'included', premium: 'included' },
    limits: limitsOf(1_200, 5, 'block'),
  },
};

/** The zone in which a company's limits count; that of its workspaces is UTC. */
export const COMPANY_ZONE = 'Asia/Kathmandu';

const limitSubjects = [
  'tenant',
  'workspace',
  'each_member',
  'member 0',
  'member 1',
  'model 0',
  'model 1',
] as const;
export type LimitSlot = {
  subject: (typeof limitSubjects)[number];
  meter: Meter;
  period: PeriodKind;
};

export type Step =
  | { kind: 'grant'; lot: LotKind; nano: bigint; hours: number | null }
  | { kind: 'hold' | 'explain'; member: 0 | 1; model: 0 | 1; words: number }
  | { kind: 'make'; member: 0 | 1; units: UnitUsage }
  | {
      kind: 'end';
      which: number;
      how: 'finished' | 'overshot' | 'silent' | 'stopped' | 'failed' | 'broken';
      percent: number;
    }
  | { kind: 'crash'; which: number }
  | { kind: 'second end'; which: number }
  | { kind: 'correct'; which: number; percent: number }
  | { kind: 'expire' }
  | { kind: 'limit'; slot: LimitSlot; tightness: number; overflow: Overflow }
  | { kind: 'change limit'; which: number; tightness: number }
  | { kind: 'unlimit'; which: number }
  | { kind: 'plan'; planId: PlanId }
  | { kind: 'clock'; hours: number }
  /** A subscription's period begins, of a few that come again and in any order; hours: until it ends. */
  | { kind: 'renew'; period: number; nano: bigint; hours: number | null };

/** A step in one of the two workspaces of a company. */
export type PlacedStep = { at: 0 | 1; step: Step };

const which = fc.nat(1_000);
const percent = fc.integer({ min: 0, max: 100 });
const amount = fc.oneof(
  fc.bigInt({ min: 1n, max: 30_000n }),
  fc.bigInt({ min: 1n, max: 9_000_000n }),
);
const call = {
  member: fc.constantFrom<(0 | 1)[]>(0, 0, 1),
  model: fc.constantFrom<(0 | 1)[]>(0, 1),
  words: fc.integer({ min: 1, max: 30 }),
};

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('hold' as const), ...call }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('make' as const),
      member: call.member,
      units: fc
        .record({ images: fc.nat(4), characters: fc.nat(2_000), seconds: fc.nat(200) })
        // Nobody may ask for nothing (AskedUnits).
        .filter(({ images, characters, seconds }) => images + characters + seconds > 0)
        .map((units) => ({ ...units, imageKind: units.images > 0 ? IMAGE_KIND : null })),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      which,
      how: fc.constantFrom(
        'finished',
        'finished',
        'overshot',
        'silent',
        'stopped',
        'failed',
        'broken',
      ),
      percent,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('grant' as const),
      lot: fc.constantFrom<LotKind[]>('trial', 'bonus', 'subscription', 'purchased'),
      nano: amount,
      hours: fc.option(fc.integer({ min: 1, max: 1_500 }), { freq: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      slot: fc.record({
        subject: fc.constantFrom<LimitSlot['subject'][]>('tenant', ...limitSubjects),
        meter: fc.constantFrom<Meter[]>('tokens', 'requests', 'charge'),
        period: fc.constantFrom<PeriodKind[]>('day', 'week', 'month', 'total'),
      }),
      tightness: percent,
      overflow: fc.constantFrom<Overflow[]>('block', 'block', 'credits', 'allow'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('change limit' as const), which, tightness: percent }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unlimit' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('second end' as const), which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('correct' as const), which, percent }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('expire' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('plan' as const),
      planId: fc.constantFrom<PlanId[]>('free', 'pro', 'paygo', 'enterprise'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      hours: fc.constantFrom(1, 5, 13, 24, 100, 400, 800),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('explain' as const), ...call }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('renew' as const),
      period: fc.nat(9),
      nano: fc.oneof({ weight: 1, arbitrary: fc.constant(0n) }, { weight: 5, arbitrary: amount }),
      hours: fc.option(fc.integer({ min: -20, max: 1_500 }), { freq: 6 }),
    }),
  },
);

/** Up to so many steps; short runs are for the shrinker, not for the beginning. */
export const anySteps = (most: number): fc.Arbitrary<PlacedStep[]> =>
  fc.array(fc.record({ at: fc.constantFrom<(0 | 1)[]>(0, 0, 0, 1), step: anyStep }), {
    minLength: 1,
    maxLength: most,
    size: 'max',
  });
