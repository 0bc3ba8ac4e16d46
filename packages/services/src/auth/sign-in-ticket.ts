import { z } from 'zod';
import { hashToken } from '@geko/auth/secrets';
import type { Deps } from '../deps.ts';

const LIFE_MS = 5 * 60 * 1000;

const Ticket = z.object({ userId: z.uuid(), password: z.string(), expiresAt: z.number() });

/** A change of the password ends the tickets that were given out for the old one. */
const markOf = (passwordHash: string | null) => hashToken(passwordHash ?? '').slice(0, 16);

type Person = { userId: string; passwordHash: string | null };

/** That somebody has proven everything but the second factor; sealed, for five minutes. */
export function newTicket(deps: Pick<Deps, 'secrets' | 'now'>, person: Person): string {
  const expiresAt = deps.now().getTime() + LIFE_MS;
  const ticket = { userId: person.userId, password: markOf(person.passwordHash), expiresAt };
  return deps.secrets.seal('sign-in-ticket', JSON.stringify(ticket));
}

/** Whose ticket it is, or null for one that is garbled or has run out. The person may have a new password since. */
export function openTicket(
  deps: Pick<Deps, 'secrets' | 'now'>,
  sealed: string,
): { userId: string; isOf: (person: Person) => boolean } | null {
  const text = deps.secrets.open('sign-in-ticket', sealed);
  if (text === null) return null;
  const { userId, password, expiresAt } = Ticket.parse(JSON.parse(text));
  if (deps.now().getTime() >= expiresAt) return null;
  return {
    userId,
    isOf: (person) => person.userId === userId && markOf(person.passwordHash) === password,
  };
}
