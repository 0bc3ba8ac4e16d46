import { parseUsd, usdDecimal } from '@geko/contracts/money';
import { type Plan, type PlanId, planTable } from '@geko/contracts/plans';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  blockedWorkspaces,
  type PastCall,
  type Replay,
  replayCall,
  startReplay,
  type WhatIfRules,
} from './what-if.ts';

const rules: WhatIfRules = {
  plans: planTable,
  systemMarkupBps: 1500,
  planKindBps: new Map(),
  workspaceModelBps: new Map(),
  from: new Date('2026-11-01T00:00:00Z'),
};

function withPlan(id: PlanId, change: Partial<Plan>): WhatIfRules {
  return { ...rules, plans: { ...planTable, [id]: { ...planTable[id], ...change } } };
}

/** A postpaid call that cost $1, with changes. */
function call(change: Partial<PastCall> = {}): PastCall {
  return {
    workspaceId: 'w1',
    workspaceName: 'One',
    timeZone: 'UTC',
    planId: 'paygo',
    modelId: 'm1',
    tier: 'premium',
    kind: 'chat',
    meteredTokens: 1000,
    costNano: parseUsd('1'),
    absorbedNano: 0n,
    chargeNano: parseUsd('1.5'),
    markupBps: 5000,
    funding: 'postpaid',
    at: new Date('2026-11-15T12:00:00Z'),
    ...change,
  };
}

const includedCall = (change: Partial<PastCall> = {}) =>
  call({
    planId: 'free',
    tier: 'free',
    funding: 'included',
    chargeNano: 0n,
    markupBps: 0,
    ...change,
  });
const creditCall = (change: Partial<PastCall> = {}) =>
  includedCall({ funding: 'credits', chargeNano: parseUsd('1.15'), markupBps: 1500, ...change });

function replay(calls: readonly PastCall[], under: WhatIfRules = rules): Replay {
  return calls.reduce((sofar, one) => replayCall(sofar, one, under), startReplay());
}

/** Revenue then and now in dollars, and how many calls were blocked. */
function summary(calls: readonly PastCall[], under: WhatIfRules = rules): string {
  const { actual, replayed, blockedCalls } = replay(calls, under);
  return `$${usdDecimal(actual.revenueNano)} → $${usdDecimal(replayed.revenueNano)}, ${blockedCalls} blocked`;
}

test('nothing changes under the rules of then', () => {
  const calls = [call(), includedCall(), call({ chargeNano: 1_500_000_001n })];
  const result = replay(calls);
  expect(result.replayed).toEqual(result.actual);
  expect(result.actual).toEqual({ costNano: parseUsd('3'), revenueNano: 3_000_000_001n });
  expect([result.calls, result.blockedCalls]).toEqual([3, 0]);
});

test('another markup, by the order of SPEC §7', () => {
  expect(summary([call()], withPlan('paygo', { postpaidMarkupBps: 2000 }))).toBe(
    '$1.5 → $1.2, 0 blocked',
  );
  const noMarkup = withPlan('paygo', { postpaidMarkupBps: null });
  expect(summary([call()], { ...noMarkup, systemMarkupBps: 700 })).toBe('$1.5 → $1.07, 0 blocked');
  const planKindBps = new Map([['plan:paygo/chat', 100]]);
  expect(summary([call()], { ...rules, planKindBps })).toBe('$1.5 → $1.01, 0 blocked');
  expect(summary([call({ kind: 'image' })], { ...rules, planKindBps })).toBe(
    '$1.5 → $1.5, 0 blocked',
  );
  const workspaceModelBps = new Map([['w1/m1', 0]]);
  const both = { ...rules, planKindBps, workspaceModelBps };
  expect(summary([call()], both)).toBe('$1.5 → $1, 0 blocked');
  expect(summary([call({ workspaceId: 'w2' })], both)).toBe('$1.5 → $1.01, 0 blocked');
});

test('out of the wallet the system’s markup counts, and the workspace’s own for a model', () => {
  const under = { ...withPlan('paygo', { postpaidMarkupBps: 9000 }), systemMarkupBps: 3000 };
  const paid = call({ funding: 'credits', chargeNano: parseUsd('1.15'), markupBps: 1500 });
  expect(summary([paid], under)).toBe('$1.15 → $1.3, 0 blocked');
});

test('what was absorbed is charged to nobody', () => {
  const over = call({ absorbedNano: parseUsd('0.4'), chargeNano: parseUsd('0.9') });
  expect(summary([over], withPlan('paygo', { postpaidMarkupBps: 10_000 }))).toBe(
    '$0.9 → $1.2, 0 blocked',
  );
});

test('a locked tier is blocked by the plan, a free one is charged nothing', () => {
  const tiers = { ...planTable.paygo.tiers, premium: 'locked' as const };
  const result = replay([call()], withPlan('paygo', { tiers }));
  expect(result.replayed).toEqual({ costNano: 0n, revenueNano: 0n });
  expect(blockedWorkspaces(result, 5)).toEqual([
    { workspaceId: 'w1', workspaceName: 'One', planId: 'paygo', calls: 1, by: 'plan' },
  ]);
  const local = call({
    tier: 'local',
    funding: 'local',
    chargeNano: 0n,
    costNano: 0n,
    markupBps: 0,
  });
  expect(summary([local], withPlan('paygo', { tiers }))).toBe('$0 → $0, 0 blocked');
  const included = { ...planTable.paygo.tiers, premium: 'included' as const };
  expect(summary([call()], withPlan('paygo', { tiers: included }))).toBe('$1.5 → $0, 0 blocked');
});

const limitsOf = (cap: number, overflow: 'block' | 'credits' | 'allow') => ({
  limits: [{ meter: 'tokens', scope: 'workspace', cap, overflow }] as const,
});

test('a limit stops what does not fit whole, and counts what it let through', () => {
  const calls = [600, 600, 400, 1].map((meteredTokens) => includedCall({ meteredTokens }));
  const result = replay(calls, withPlan('free', limitsOf(1000, 'block')));
  // 600, not 600 more, but 400; then it is full.
  expect(result.blockedCalls).toBe(2);
  expect(blockedWorkspaces(result, 5)[0]?.by).toBe('workspace.tokens');
  expect(result.replayed.costNano).toBe(parseUsd('2'));
  expect(summary(calls, withPlan('free', limitsOf(1, 'allow')))).toBe('$0 → $0, 0 blocked');
});

test('falling through to credits takes credit: known of those that were paid so', () => {
  const under = withPlan('free', limitsOf(1000, 'credits'));
  expect(summary([includedCall(), creditCall()], under)).toBe('$1.15 → $1.15, 0 blocked');
  expect(summary([includedCall(), includedCall()], under)).toBe('$0 → $0, 1 blocked');
  // Room for all of it now: nothing of it is charged.
  expect(summary([includedCall(), creditCall()], withPlan('free', limitsOf(2000, 'credits')))).toBe(
    '$1.15 → $0, 0 blocked',
  );
  // A limit that blocks has nothing to fall through to.
  expect(summary([includedCall(), creditCall()], withPlan('free', limitsOf(1000, 'block')))).toBe(
    '$1.15 → $0, 1 blocked',
  );
  // What credit pays does not count against the plan.
  const then = [
    includedCall({ meteredTokens: 600 }),
    creditCall(),
    includedCall({ meteredTokens: 400 }),
  ];
  expect(summary(then, under)).toBe('$1.15 → $1.15, 0 blocked');
});

test('requests are counted, but not of a call that came to nothing', () => {
  const limits = [{ meter: 'requests', scope: 'workspace', cap: 2, overflow: 'block' }] as const;
  const calls = [
    includedCall({ meteredTokens: 0, absorbedNano: parseUsd('1') }),
    includedCall(),
    // Of pictures, which are no tokens.
    includedCall({ meteredTokens: 0, kind: 'image' }),
    includedCall(),
  ];
  expect(replay(calls, withPlan('free', { limits })).blockedCalls).toBe(1);
});

test('months are those of the workspace’s zone, and workspaces and free models count apart', () => {
  const under = withPlan('free', limitsOf(1000, 'block'));
  const at = (iso: string, timeZone: string) => includedCall({ at: new Date(iso), timeZone });
  // 18:20 UTC is past midnight in Kathmandu.
  const around = ['2026-11-30T18:10:00Z', '2026-11-30T18:20:00Z'];
  expect(
    replay(
      around.map((iso) => at(iso, 'Asia/Kathmandu')),
      under,
    ).blockedCalls,
  ).toBe(0);
  expect(
    replay(
      around.map((iso) => at(iso, 'UTC')),
      under,
    ).blockedCalls,
  ).toBe(1);
  const others = [includedCall(), includedCall({ workspaceId: 'w2' })];
  expect(replay(others, under).blockedCalls).toBe(0);
  const byModel = [{ meter: 'tokens', scope: 'free_model', cap: 1000, overflow: 'block' }] as const;
  const models = [includedCall(), includedCall({ modelId: 'm2' }), includedCall({ modelId: 'm2' })];
  const result = replay(models, withPlan('free', { limits: byModel }));
  expect(blockedWorkspaces(result, 5)[0]).toMatchObject({ calls: 1, by: 'model.m2.tokens' });
});

test('calls before the month only fill the counters', () => {
  const before = includedCall({ at: new Date('2026-10-31T18:20:00Z'), timeZone: 'Asia/Kathmandu' });
  const after = includedCall({ timeZone: 'Asia/Kathmandu' });
  const result = replay([before, after], withPlan('free', limitsOf(1000, 'block')));
  expect([result.calls, result.blockedCalls]).toEqual([1, 1]);
});

test('the workspaces that were hit most come first, each with what hit it most', () => {
  const limits = [{ meter: 'tokens', scope: 'workspace', cap: 0, overflow: 'block' }] as const;
  const under = {
    ...rules,
    plans: {
      ...planTable,
      free: { ...planTable.free, limits },
    },
  };
  const premium = includedCall({ workspaceId: 'w2', workspaceName: 'Two', tier: 'premium' });
  const two = includedCall({ workspaceId: 'w2', workspaceName: 'Two' });
  const three = includedCall({ workspaceId: 'w3', workspaceName: 'Three' });
  const result = replay([includedCall(), three, premium, two, two], under);
  expect(blockedWorkspaces(result, 2)).toEqual([
    { workspaceId: 'w2', workspaceName: 'Two', planId: 'free', calls: 3, by: 'workspace.tokens' },
    { workspaceId: 'w1', workspaceName: 'One', planId: 'free', calls: 1, by: 'workspace.tokens' },
  ]);
});

/** A history as the Free plan would have made it, with a wallet or without, counted in the test's own way. */
const history = fc
  .array(
    fc.record({
      workspace: fc.constantFrom('w1', 'w2'),
      model: fc.constantFrom('m1', 'm2'),
      tokens: fc.integer({ min: 1, max: 30_000 }),
      cost: fc.bigInt({ min: 0n, max: 10_000_000n }),
    }),
    { maxLength: 150 },
  )
  .map((wishes) => {
    const used: Record<string, number> = {};
    const calls: PastCall[] = [];
    for (const { workspace, model, tokens, cost } of wishes) {
      const names = [`${workspace}`, `${workspace} ${model}`, `${workspace} n`];
      const [all = 0, ofModel = 0, count = 0] = names.map((name) => used[name] ?? 0);
      const fits = all + tokens <= 50_000 && ofModel + tokens <= 100_000 && count < 100;
      // Only the first workspace has a wallet.
      if (!fits && workspace === 'w2') continue;
      const booked = {
        workspaceId: workspace,
        modelId: model,
        meteredTokens: tokens,
        costNano: cost,
      };
      if (fits) {
        used[`${workspace}`] = all + tokens;
        used[`${workspace} ${model}`] = ofModel + tokens;
        used[`${workspace} n`] = count + 1;
        calls.push(includedCall(booked));
      } else {
        const chargeNano = cost + cost / 7n;
        calls.push(creditCall({ ...booked, chargeNano }));
      }
    }
    return calls;
  });

test('any history of a plan replays as it was under its own rules, and no tighter cap makes it dearer', () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 0, max: 60_000 }), (calls, cap) => {
      const same = replay(calls);
      expect(same.replayed).toEqual(same.actual);
      expect(same.blockedCalls).toBe(0);
      const tight = replay(calls, withPlan('free', limitsOf(cap, 'block')));
      const { actual, replayed, blockedCalls } = tight;
      expect(replayed.costNano <= actual.costNano).toBe(true);
      expect(replayed.revenueNano).toBe(0n);
      const blocked = blockedWorkspaces(tight, 9).reduce((sum, one) => sum + one.calls, 0);
      expect(blocked).toBe(blockedCalls);
    }),
    { numRuns: 200 },
  );
});
