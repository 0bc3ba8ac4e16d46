import { and, eq, gt, inArray, isNull } from 'drizzle-orm';
import { hashToken } from '@geko/auth/secrets';
import { AppError } from '@geko/contracts/errors';
import type { Db, Tx } from '@geko/db/client';
import { oneTimeTokens } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';
import { typedCode } from './typed-code.ts';

export type TokenKind = (typeof oneTimeTokens.$inferSelect)['kind'];
export type OneTimeToken<K extends TokenKind = TokenKind> = Pick<
  typeof oneTimeTokens.$inferSelect,
  'userId' | 'email'
> & { kind: K };

const HOUR_MS = 60 * 60 * 1000;

/**
 * How long a link is good. One that lets somebody choose a new password is so for an hour only, a code that a browser hands to
 * the desktop app at once for a minute.
 */
export const tokenLifeMs: Record<TokenKind, number> = {
  verify_email: 24 * HOUR_MS,
  change_email: 24 * HOUR_MS,
  reset_password: HOUR_MS,
  desktop_sign_in: 60 * 1000,
  licence_sign_in: 10 * 60 * 1000,
};

/** A token that is good only together with something else: by itself it is found nowhere. */
export const boundToken = (token: string, bond: string): string => `${token}/${bond}`;

/**
 * Makes a link's token for a person and the address it is mailed to; only its hash is kept. bond: what must be brought along
 * with it (`boundToken`).
 */
export async function issueToken(
  tx: Tx,
  deps: Pick<Deps, 'secrets' | 'now'>,
  { kind, userId, email, bond = null }: OneTimeToken & { bond?: string | null },
): Promise<string> {
  const { token: random, tokenHash: plainHash } = deps.secrets.newToken();
  const token = kind === 'licence_sign_in' ? typedCode(random) : random;
  const tokenHash = bond === null ? plainHash : hashToken(boundToken(token, bond));
  const createdAt = deps.now();
  const expiresAt = new Date(createdAt.getTime() + tokenLifeMs[kind]);
  await tx.insert(oneTimeTokens).values({ tokenHash, kind, userId, email, createdAt, expiresAt });
  return token;
}

const isOpen = (kinds: readonly TokenKind[], token: string, now: Date) =>
  and(
    eq(oneTimeTokens.tokenHash, hashToken(token)),
    inArray(oneTimeTokens.kind, [...kinds]),
    isNull(oneTimeTokens.usedAt),
    gt(oneTimeTokens.expiresAt, now),
  );

const columns = {
  kind: oneTimeTokens.kind,
  userId: oneTimeTokens.userId,
  email: oneTimeTokens.email,
};

/** What a link stands for, without using it up. @throws AppError LINK_INVALID */
export async function getToken<K extends TokenKind>(
  db: Db,
  { token, kinds, now }: { token: string; kinds: readonly K[]; now: Date },
): Promise<OneTimeToken<K>> {
  const [found] = await db
    .select(columns)
    .from(oneTimeTokens)
    .where(isOpen(kinds, token, now));
  if (!found) throw new AppError('LINK_INVALID');
  return { ...found, kind: found.kind as K };
}

/** Uses a link up, in one conditional write: of any number at once, one gets it. @throws AppError LINK_INVALID */
export async function takeToken<K extends TokenKind>(
  tx: Tx,
  { token, kinds, now }: { token: string; kinds: readonly K[]; now: Date },
): Promise<OneTimeToken<K>> {
  const [taken] = await tx
    .update(oneTimeTokens)
    .set({ usedAt: now })
    .where(isOpen(kinds, token, now))
    .returning(columns);
  if (!taken) throw new AppError('LINK_INVALID');
  return { ...taken, kind: taken.kind as K };
}

/** Ends the open links of a person, of some kinds. */
export async function endTokens(
  tx: Tx,
  { userId, kinds, now }: { userId: string; kinds: readonly TokenKind[]; now: Date },
): Promise<void> {
  await tx
    .update(oneTimeTokens)
    .set({ usedAt: now })
    .where(
      and(
        eq(oneTimeTokens.userId, userId),
        inArray(oneTimeTokens.kind, [...kinds]),
        isNull(oneTimeTokens.usedAt),
      ),
    );
}
