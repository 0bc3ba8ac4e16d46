import { randomBytes, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { challengeOf } from '@geko/auth/pkce';
import { hashRecoveryCode } from '@geko/auth/recovery-codes';
import { newTotpSecret } from '@geko/auth/totp';
import type { SignInDesktop } from '@geko/contracts/desktop-sign-in';
import {
  oneTimeTokens,
  recoveryCodes,
  userAvatars,
  userIdentities,
  users,
  userTotp,
} from '@geko/db/schema/identity';
import { desktopBond } from '@geko/services/auth/approve-desktop';
import { issueToken, type TokenKind } from '@geko/services/auth/one-time-token';
import { newTicket } from '@geko/services/auth/sign-in-ticket';
import { TOTP } from 'otpauth';
import type { TestHouse } from './test-house.ts';

/** Of everybody's password (PASSWORD), with the least work that Argon2id allows: it is compared thousands of times. */
export const CHEAP_HASH =
  '$argon2id$v=19$m=8,t=1,p=1$tqZjzff6JYJp22iVLlJ8uA$rp429a20NPS3rRAvhFkx4WzWeask+fofn848e0/RcGQ';

type Person = { userId: string; email: string };

/** Things of one person that procedures of the account ask for. */
export type PersonMakers = {
  /** The token of a link in a mail to this person. */
  makeLink(
    person: Person,
    kind: Exclude<TokenKind, 'desktop_sign_in' | 'licence_sign_in'>,
  ): Promise<string>;
  /** What signs the desktop app in that has said yes for them: the procedure's whole input. */
  makeDesktopCode(person: Person): Promise<SignInDesktop>;
  /** Begins a second factor, which a first code confirms; the right code of this moment. */
  beginFactor(person: Person): Promise<string>;
  /** A confirmed second factor; a recovery code. */
  armFactor(person: Person): Promise<string>;
  /** What a right password gives somebody with a second factor. */
  makeTicket(person: Person): Promise<string>;
  /** An account elsewhere that signs them in: GitHub's. */
  makeIdentity(person: Person): Promise<void>;
  /** A picture; of a company's person it holds the canary. */
  makeAvatar(person: Person): Promise<void>;
  /** Asks for the deletion of the account. */
  close(person: Person): Promise<void>;
  /** Takes all of the above back, and a change of the password. */
  mend(person: Person): Promise<void>;
};

export function personMakers(house: TestHouse): PersonMakers {
  const { db } = house.database;
  const writeFactor = async (userId: string, confirmedAt: Date | null) => {
    const secret = newTotpSecret();
    const facts = { sealedSecret: house.server.secrets.seal('totp', secret), confirmedAt };
    await db
      .insert(userTotp)
      .values({ userId, ...facts })
      .onConflictDoUpdate({ target: userTotp.userId, set: { ...facts, lastStep: null } });
    return new TOTP({ secret, period: 30 }).generate();
  };
  return {
    makeLink: ({ userId, email }, kind) =>
      db.transaction((tx) => issueToken(tx, house.server, { kind, userId, email })),
    async makeDesktopCode({ userId, email }) {
      const verifier = randomBytes(32).toString('base64url');
      const device = randomUUID();
      const bond = desktopBond({ challenge: challengeOf(verifier), device });
      const code = await db.transaction((tx) =>
        issueToken(tx, house.server, { kind: 'desktop_sign_in', userId, email, bond }),
      );
      return { code, verifier, device, deviceName: 'Laptop' };
    },
    beginFactor: ({ userId }) => writeFactor(userId, null),
    async armFactor({ userId }) {
      await writeFactor(userId, new Date());
      const code = randomUUID().slice(0, 8);
      await db.insert(recoveryCodes).values({ userId, codeHash: hashRecoveryCode(code) });
      return code;
    },
    async makeTicket({ userId }) {
      const [user] = await db
        .select({ passwordHash: users.passwordHash })
        .from(users)
        .where(eq(users.id, userId));
      return newTicket(house.server, { userId, passwordHash: user?.passwordHash ?? null });
    },
    async makeIdentity({ userId, email }) {
      await db
        .insert(userIdentities)
        .values({ userId, email, provider: 'github', subject: userId })
        .onConflictDoNothing();
    },
    async makeAvatar({ userId, email }) {
      const avatarId = randomUUID();
      const picture = { id: avatarId, image: new TextEncoder().encode(email) };
      await db
        .insert(userAvatars)
        .values({ userId, ...picture })
        .onConflictDoUpdate({ target: userAvatars.userId, set: picture });
      await db.update(users).set({ avatarId }).where(eq(users.id, userId));
    },
    async close({ userId }) {
      const deleteAfter = new Date(Date.now() + 86_400_000);
      await db.update(users).set({ deleteAfter }).where(eq(users.id, userId));
    },
    async mend({ userId }) {
      await db
        .update(users)
        .set({ deleteAfter: null, passwordHash: CHEAP_HASH })
        .where(eq(users.id, userId));
      await db.delete(userTotp).where(eq(userTotp.userId, userId));
      await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
      await db.delete(userIdentities).where(eq(userIdentities.userId, userId));
      await db.delete(oneTimeTokens).where(eq(oneTimeTokens.userId, userId));
    },
  };
}
