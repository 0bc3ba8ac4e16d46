import { expect, test } from 'vitest';
import {
  permissions,
  permissionsOf,
  permissionTable,
  roleCan,
  workspaceRoles,
} from './permissions.ts';

test('who may do what', () => {
  const mark = (can: boolean) => (can ? '●' : '·');
  const lines = permissions.map((permission) => {
    const cells = workspaceRoles.map((role) => mark(roleCan(role, permission)).padEnd(7));
    return `${permission.padEnd(22)}${cells.join('')}`.trimEnd();
  });
  const head = `${''.padEnd(22)}${workspaceRoles.map((role) => role.padEnd(7)).join('')}`.trimEnd();
  expect([head, ...lines].join('\n')).toMatchInlineSnapshot(`
    "                      owner  admin  editor viewer
    chat:create           ●      ●      ●      ·
    chat:view:own         ●      ●      ●      ●
    chat:view:workspace   ●      ●      ·      ·
    chat:share            ●      ●      ●      ·
    chat:export           ●      ●      ●      ·
    chat:delete:own       ●      ●      ●      ·
    chat:delete:any       ●      ●      ·      ·
    model:use:local       ●      ●      ●      ·
    model:use:free        ●      ●      ●      ·
    model:use:premium     ●      ●      ●      ·
    model:configure       ●      ●      ·      ·
    model:install         ●      ●      ·      ·
    image:create          ●      ●      ●      ·
    speech:create         ●      ●      ●      ·
    transcript:create     ●      ●      ●      ·
    voice:clone           ●      ●      ●      ·
    document:view         ●      ●      ●      ●
    document:edit         ●      ●      ●      ·
    file:upload           ●      ●      ●      ·
    file:delete:any       ●      ●      ·      ·
    preset:use            ●      ●      ●      ·
    preset:share          ●      ●      ●      ·
    tool:use              ●      ●      ●      ·
    tool:configure        ●      ●      ·      ·
    member:view           ●      ●      ●      ●
    member:invite         ●      ●      ·      ·
    member:remove         ●      ●      ·      ·
    member:role           ●      ●      ·      ·
    role:manage           ●      ●      ·      ·
    workspace:view        ●      ●      ●      ●
    workspace:config      ●      ●      ·      ·
    workspace:delete      ●      ·      ·      ·
    workspace:transfer    ●      ·      ·      ·
    billing:view          ●      ●      ·      ·
    billing:manage        ●      ·      ·      ·
    budget:manage         ●      ●      ·      ·
    usage:view:own        ●      ●      ●      ●
    usage:view:workspace  ●      ●      ·      ·
    apikey:own            ●      ●      ●      ·
    apikey:manage         ●      ●      ·      ·
    audit:view            ●      ●      ·      ·
    audit:export          ●      ●      ·      ·"
  `);
});

test('an owner may do everything, an admin all but three things', () => {
  expect(permissionsOf('owner')).toEqual(permissions);
  const denied = permissions.filter((permission) => !roleCan('admin', permission));
  expect(denied).toEqual(['workspace:delete', 'workspace:transfer', 'billing:manage']);
});

test('each role may do what the one below it may', () => {
  expect(workspaceRoles).toHaveLength(4);
  for (const [index, role] of workspaceRoles.entries()) {
    const below = workspaceRoles[index + 1];
    if (below) expect(permissionsOf(role)).toEqual(expect.arrayContaining(permissionsOf(below)));
  }
});

test('a viewer sends nothing and changes nothing', () => {
  const reads = permissionsOf('viewer');
  expect(reads.filter((permission) => !/:view(:|$)/u.test(permission))).toEqual([]);
});

test('nothing inherited from Object is a permission', () => {
  expect(Object.hasOwn(permissionTable, 'constructor')).toBe(false);
  expect(permissions).not.toEqual(expect.arrayContaining(['constructor']));
});
