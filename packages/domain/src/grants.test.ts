import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  permissions,
  permissionsOf,
  workspaceRoles,
  type Permission,
} from '@geko/contracts/permissions';
import { canGrant, canMove } from './grants.ts';

/** A role as the table has it, or one made of any permissions. */
const anyRole: fc.Arbitrary<ReadonlySet<Permission>> = fc
  .oneof(fc.constantFrom(...workspaceRoles).map(permissionsOf), fc.subarray(permissions))
  .map((held) => new Set(held));

const isWithin = (inner: ReadonlySet<Permission>, outer: ReadonlySet<Permission>) =>
  [...inner].every((permission) => outer.has(permission));

describe('the roles that ship with Geko', () => {
  const mayGive = (giver: (typeof workspaceRoles)[number]) =>
    workspaceRoles.filter((role) => canGrant(new Set(permissionsOf(giver)), permissionsOf(role)));

  test('an owner gives each, an admin all but the owner’s, and so on down', () => {
    expect(Object.fromEntries(workspaceRoles.map((role) => [role, mayGive(role)]))).toEqual({
      owner: ['owner', 'admin', 'editor', 'viewer'],
      admin: ['admin', 'editor', 'viewer'],
      editor: ['editor', 'viewer'],
      viewer: ['viewer'],
    });
  });

  test('only an owner can give the three powers that admins lack', () => {
    const admin = new Set(permissionsOf('admin'));
    for (const power of ['workspace:delete', 'workspace:transfer', 'billing:manage'] as const) {
      expect(canGrant(admin, [power])).toBe(false);
      expect(canGrant(new Set(permissionsOf('owner')), [power])).toBe(true);
    }
  });
});

test('a role can be given exactly when it holds nothing that the giver lacks', () => {
  fc.assert(
    fc.property(anyRole, anyRole, (held, role) => {
      expect(canGrant(held, role)).toBe(isWithin(role, held));
      expect(canGrant(held, held)).toBe(true);
      expect(canGrant(held, [])).toBe(true);
    }),
  );
});

test('one more permission that the giver lacks spoils any role', () => {
  fc.assert(
    fc.property(anyRole, anyRole, fc.constantFrom(...permissions), (held, role, extra) => {
      fc.pre(!held.has(extra));
      expect(canGrant(held, new Set([...role, extra]))).toBe(false);
    }),
  );
});

test('whatever moves are made of oneself, one never ends with more than one began with', () => {
  fc.assert(
    fc.property(anyRole, fc.array(anyRole, { maxLength: 12 }), (start, wishes) => {
      let mine = start;
      for (const to of wishes) if (canMove(mine, { from: mine, to })) mine = to;
      expect(isWithin(mine, start)).toBe(true);
    }),
  );
});

test('a company that moves its people about never holds more than its mightiest member did', () => {
  const team = fc.array(anyRole, { minLength: 1, maxLength: 5 });
  const moves = fc.array(fc.tuple(fc.nat(4), fc.nat(4), anyRole), { maxLength: 30 });
  fc.assert(
    fc.property(team, moves, (people, wishes) => {
      const before = [...people];
      const roles = [...people];
      for (const [by, of, to] of wishes) {
        const [giver, from] = [roles[by % roles.length], roles[of % roles.length]];
        if (giver && from && canMove(giver, { from, to })) {
          // Who is changed was within the giver's powers, and stays there.
          expect(isWithin(from, giver) && isWithin(to, giver)).toBe(true);
          roles[of % roles.length] = to;
        }
      }
      for (const role of roles) expect(before.some((had) => isWithin(role, had))).toBe(true);
    }),
  );
});
