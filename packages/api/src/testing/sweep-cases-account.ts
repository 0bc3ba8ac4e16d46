import { randomUUID } from 'node:crypto';
import { always, inWorkspace, PASSWORD, type SweepCase } from './sweep-case.ts';
import { CANARY, isStranger, type Role, type SweepWorld } from './sweep-world.ts';

const PICTURE = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const mend = (world: SweepWorld, role: Role) => world.people.mend(world.members[role]);

/** The token of a link in a mail to somebody else: whoever holds it may know their address. */
const withLink =
  (kind: 'verify_email' | 'reset_password', more: Record<string, unknown> = {}) =>
  async ({ people, spare }: SweepWorld) => ({
    token: await people.makeLink(spare, kind),
    ...more,
  });

/** Password and recovery code of somebody with a second factor. */
const withFactor = async (world: SweepWorld, role: Role) => ({
  password: PASSWORD,
  code: await world.people.armFactor(world.members[role]),
});

/** Signing in, and what a person does with their own account. */
export const accountCases: Record<string, SweepCase> = {
  'auth.register': {
    may: 'anyone',
    input: () =>
      Promise.resolve({
        email: `${randomUUID()}@example.com`,
        password: PASSWORD,
        name: 'Somebody',
        tenantName: 'Somewhere',
      }),
  },
  'auth.login': {
    may: 'anyone',
    input: (world, role) =>
      Promise.resolve({ email: world.members[role].email, password: PASSWORD }),
  },
  'auth.secondFactor': {
    may: 'anyone',
    input: async (world, role) => ({
      code: await world.people.armFactor(world.members[role]),
      ticket: await world.people.makeTicket(world.members[role]),
    }),
    mend,
  },
  'auth.approveDesktop': {
    may: 'signed-in',
    input: () => Promise.resolve({ challenge: 'c'.repeat(43), device: randomUUID() }),
  },
  'auth.signInDesktop': {
    may: 'anyone',
    input: ({ people, spare }) => people.makeDesktopCode(spare),
  },
  'auth.askLicenceCode': {
    may: 'anyone',
    input: async (world) => {
      const device = randomUUID();
      const { key } = await world.makeHeldLicence(device);
      return { key, device, deviceName: 'Laptop' };
    },
  },
  'auth.signInByLicence': {
    may: 'anyone',
    input: async (world) => {
      const device = randomUUID();
      return { ...(await world.makeHeldLicence(device)), device, deviceName: 'Laptop' };
    },
  },
  'auth.options': { may: 'anyone' },
  'auth.inspectLink': { may: 'anyone', input: withLink('verify_email') },
  'auth.confirmEmail': { may: 'anyone', input: withLink('verify_email') },
  'auth.requestReset': {
    may: 'anyone',
    input: (world, role) => Promise.resolve({ email: world.members[role].email }),
  },
  'auth.resetPassword': {
    may: 'anyone',
    input: withLink('reset_password', { password: PASSWORD }),
  },
  'auth.mintToken': { may: 'signed-in', input: inWorkspace() },
  'auth.logout': { may: 'anyone' },
  'auth.me': { may: 'signed-in' },
  'auth.listSessions': { may: 'signed-in' },
  'auth.revokeSession': {
    may: 'signed-in',
    input: async (world, role) => ({ sessionId: await world.openSession(role) }),
  },
  'auth.revokeOtherSessions': { may: 'signed-in' },
  'account.get': { may: 'signed-in' },
  'account.update': {
    may: 'signed-in',
    input: (_, role) =>
      Promise.resolve({ name: isStranger(role) ? 'Somebody' : CANARY, locale: 'en' }),
  },
  'account.setAvatar': { may: 'signed-in', input: always({ image: PICTURE }) },
  'account.resendVerification': { may: 'signed-in' },
  'account.changePassword': {
    may: 'signed-in',
    input: always({ password: PASSWORD, newPassword: PASSWORD }),
    mend,
  },
  'account.changeEmail': {
    may: 'signed-in',
    input: () => Promise.resolve({ password: PASSWORD, email: `${randomUUID()}@example.com` }),
    mend,
  },
  'account.cancelEmailChange': { may: 'signed-in' },
  'account.beginTotp': { may: 'signed-in', input: always({ password: PASSWORD }), mend },
  'account.confirmTotp': {
    may: 'signed-in',
    input: async (world, role) => ({ code: await world.people.beginFactor(world.members[role]) }),
    mend,
  },
  'account.disableTotp': { may: 'signed-in', input: withFactor, mend },
  'account.renewRecoveryCodes': { may: 'signed-in', input: withFactor, mend },
  'account.unlinkIdentity': {
    may: 'signed-in',
    input: async (world, role) => {
      await world.people.makeIdentity(world.members[role]);
      return { provider: 'github' };
    },
    mend,
  },
  'account.remove': {
    may: 'signed-in',
    input: async (world, role) => {
      // Else the workspace would go as well, or keep its last owner from going.
      await world.makeMember(role, 'owner');
      return { password: PASSWORD };
    },
    mend,
  },
  'account.restore': {
    may: 'signed-in',
    input: async (world, role) => {
      await world.people.close(world.members[role]);
      return {};
    },
    mend,
  },
};
