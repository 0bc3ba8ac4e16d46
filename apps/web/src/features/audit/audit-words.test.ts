import { expect, test } from 'vitest';
import { auditActions, type AuditAction, type AuditLine } from '@geko/contracts/audit';
import { en } from '../../messages/en.ts';
import { auditSentence } from './audit-words.ts';

const line: AuditLine = {
  id: '1',
  at: '2026-11-21T10:00:00.000Z',
  seq: 1,
  actorId: 'u1',
  actorName: 'Anna',
  actorEmail: 'anna@example.com',
  action: 'member.change_role',
  objectKind: 'member',
  objectId: 'u2',
  objectName: 'Ben',
  before: 'editor',
  after: 'viewer',
  address: null,
  userAgent: null,
  requestId: 'r1',
  hash: 'h',
};
const names = { members: new Map([['u3', 'Carla']]), roles: new Map([['role-1', 'Support']]) };
const say = (change: Partial<AuditLine>): string =>
  auditSentence({ ...line, ...change }, en, names)
    .map(({ text }) => text)
    .join('');

test('a change of role names both roles, built in or not', () => {
  expect(say({})).toBe('Anna changed the role of Ben from Editor to Viewer');
  expect(say({ after: 'role-1' })).toBe('Anna changed the role of Ben from Editor to Support');
  expect(say({ before: 'role-2' })).toBe(
    'Anna changed the role of Ben from a deleted role to Viewer',
  );
});

test('a line without facts is told without them', () => {
  expect(say({ before: null })).toBe('Anna changed the role of Ben');
  expect(say({ action: 'member.join', before: null, after: null })).toBe(
    'Anna joined the workspace',
  );
});

test('plans, switches and people are named in words', () => {
  expect(say({ action: 'plan.set', actorId: null, before: 'free', after: 'paygo' })).toBe(
    'Geko changed the plan from Free to Pay as you go',
  );
  const model = { action: 'model.set_enabled', objectKind: 'model', objectName: null } as const;
  expect(say({ ...model, objectId: 'gpt-5.4-mini', after: 'false' })).toBe(
    'Anna switched the model gpt-5.4-mini off',
  );
  expect(say({ action: 'workspace.transfer', before: null, after: 'u3' })).toBe(
    'Anna handed the workspace to Carla',
  );
});

test('an outcome that a line names has a sentence of its own', () => {
  const own = { objectKind: 'account', objectId: 'u1', before: null } as const;
  expect(say({ ...own, action: 'account.enable_totp', after: 'begun' })).toBe(
    'Anna began to set up a second factor',
  );
  expect(say({ ...own, action: 'account.change_email', after: 'unheard-of' })).toBe(
    'Anna changed their address',
  );
  expect(say({ ...own, action: 'account.link_identity', after: 'github' })).toBe(
    'Anna linked GitHub as a way to sign in',
  );
});

test('prices, plans and markups are named', () => {
  const price = { objectKind: 'price', objectName: null } as const;
  expect(
    say({ ...price, action: 'markup.set', objectId: 'system', before: '1500', after: '2050' }),
  ).toBe('Anna changed the markup on all models from 15 % to 20.5 %');
  const kind = { ...price, action: 'markup.set', objectId: 'plan:paygo:chat' } as const;
  expect(say({ ...kind, before: 'none', after: '4000' })).toBe(
    'Anna changed the markup on Pay as you go, chat from the usual one to 40 %',
  );
  const plan = { ...price, action: 'plan.save', objectId: 'pro' } as const;
  expect(say(plan)).toBe('Anna changed what the plan Pro is');
  expect(say({ ...plan, after: 'shipped' })).toBe('Anna set the plan Pro back to what ships');
  expect(say({ ...price, action: 'price.publish', objectId: 'gpt-5.4' })).toBe(
    'Anna published a price of gpt-5.4',
  );
});

test('what an API key is for, and what of it was changed, is named', () => {
  const key = { objectKind: 'apikey', objectName: null, before: null } as const;
  expect(say({ ...key, action: 'apikey.create', after: 'chat,models' })).toBe(
    'Anna made an API key for answers of models, the list of models',
  );
  expect(say({ ...key, action: 'apikey.update', after: 'name,expiry' })).toBe(
    'Anna changed an API key: its name, its expiry',
  );
  expect(say({ ...key, action: 'apikey.revoke', after: null })).toBe('Anna revoked an API key');
});

test('who is gone, and what is gone, is told so', () => {
  expect(say({ actorName: null, objectName: null })).toBe(
    'Somebody who left changed the role of Somebody who left from Editor to Viewer',
  );
});

test('every action becomes a sentence without an open place', () => {
  for (const action of Object.keys(auditActions) as AuditAction[]) {
    const sentence = say({ action, objectKind: auditActions[action] });
    expect(sentence).toContain('Anna');
    expect(sentence).not.toMatch(/[{}]/);
  }
});
