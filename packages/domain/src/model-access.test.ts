import { ModelKind } from '@geko/contracts/models';
import { type Permission, permissionsOf, workspaceRoles } from '@geko/contracts/permissions';
import { planIds, planTable } from '@geko/contracts/plans';
import { expect, test } from 'vitest';
import {
  findModelRefusal,
  planUnlocking,
  resolveModelAccess,
  type ModelRequest,
} from './model-access.ts';

const usable = {
  kind: 'chat',
  tier: 'premium',
  isPublished: true,
  isEnabled: true,
  hasPrice: true,
  hasKey: true,
} as const;
const nothing = { isPublished: false, isEnabled: false, hasPrice: false, hasKey: false };
const reasonOf = (facts: ModelRequest) => findModelRefusal(facts) ?? 'allowed';

test('the first reason in the order of admission is the one told', () => {
  const at = (role: 'editor' | 'viewer', planId: 'free' | 'pro', model: object) =>
    reasonOf({
      permissions: new Set(permissionsOf(role)),
      plan: planTable[planId],
      model: { ...usable, ...nothing, ...model },
    });
  expect(at('viewer', 'free', {})).toBe('role');
  expect(at('editor', 'free', {})).toBe('plan');
  expect(at('editor', 'pro', {})).toBe('workspace');
  expect(at('editor', 'pro', { isEnabled: true })).toBe('unpriced');
  expect(at('editor', 'pro', { isEnabled: true, hasPrice: true })).toBe('unpriced');
  expect(at('editor', 'pro', { isEnabled: true, hasPrice: true, isPublished: true })).toBe(
    'no_key',
  );
  expect(at('editor', 'pro', usable)).toBe('allowed');
});

test('a plan refusal names the plan that opens the model, others none', () => {
  expect(
    resolveModelAccess({
      permissions: new Set(permissionsOf('owner')),
      plan: planTable.free,
      plans: planTable,
      model: usable,
    }),
  ).toEqual({
    isAllowed: false,
    reason: 'plan',
    upgradeTo: 'pro',
  });
  expect(planUnlocking({ plan: planTable.paygo, plans: planTable, tier: 'premium' })).toBeNull();
});

test('the plan that opens a model is looked for among the plans as they are now', () => {
  const { free, pro, paygo } = planTable;
  const locked = { ...pro, tiers: { ...pro.tiers, premium: 'locked' as const } };
  const offered = (plans: typeof planTable) =>
    resolveModelAccess({
      permissions: new Set(permissionsOf('owner')),
      plan: plans.free,
      plans,
      model: usable,
    });
  expect(offered({ ...planTable, pro: locked })).toMatchObject({ upgradeTo: 'paygo' });
  expect(offered({ ...planTable, pro: { ...locked, upgradeTo: null } })).toMatchObject({
    reason: 'plan',
    upgradeTo: null,
  });
  const open = { ...free, tiers: { ...free.tiers, premium: 'included' as const } };
  expect(offered({ ...planTable, free: open, paygo })).toEqual({ isAllowed: true });
});

test('free ⊂ pro = paygo = enterprise, for every role that may use models', () => {
  for (const role of workspaceRoles) {
    for (const planId of planIds) {
      for (const tier of ['local', 'free', 'premium'] as const) {
        const isAllowed = resolveModelAccess({
          permissions: new Set(permissionsOf(role)),
          plan: planTable[planId],
          plans: planTable,
          model: { ...usable, tier },
        }).isAllowed;
        expect(isAllowed).toBe(role !== 'viewer' && !(planId === 'free' && tier === 'premium'));
      }
    }
  }
});

test('a local model needs no price', () => {
  expect(
    reasonOf({
      permissions: new Set(permissionsOf('editor')),
      plan: planTable.free,
      model: { ...usable, tier: 'local', hasPrice: false },
    }),
  ).toBe('allowed');
});

test('what a model makes takes the permission to make it', () => {
  const without = (permission: Permission, kind: ModelKind) => {
    const permissions = new Set(permissionsOf('editor'));
    permissions.delete(permission);
    return reasonOf({ permissions, plan: planTable.pro, model: { ...usable, kind } });
  };
  const needed = {
    chat: 'chat:create',
    embedding: 'chat:create',
    image: 'image:create',
    speech: 'speech:create',
    transcription: 'transcript:create',
  } as const;
  for (const kind of ModelKind.options) {
    for (const other of ModelKind.options) {
      const reason = needed[kind] === needed[other] ? 'role' : 'allowed';
      expect({ kind, other, reason: without(needed[other], kind) }).toEqual({
        kind,
        other,
        reason,
      });
    }
  }
});
