import type { ApiKey, ApiKeyScope, CreateApiKey, UpdateApiKey } from '@geko/contracts/api-keys';
import { addDays, dayIn, isDay, startOfDay } from '../audit/zone-day.ts';

export const expiries = ['never', '30', '90', '365', 'day'] as const;
export type Expiry = (typeof expiries)[number];

/** A key as far as it has been chosen and typed. */
export type KeyDraft = {
  name: string;
  scopes: ApiKeyScope[];
  expiry: Expiry;
  /** The last day on which it works, where that is chosen. */
  day: string;
  isLimitedToModels: boolean;
  modelIds: string[];
};

export const emptyDraft: KeyDraft = {
  name: '',
  scopes: ['chat', 'models'],
  expiry: 'never',
  day: '',
  isLimitedToModels: false,
  modelIds: [],
};

export type KeyFacts = Omit<Required<CreateApiKey>, 'workspaceId' | 'id'>;
export type KeyChange = Omit<UpdateApiKey, 'workspaceId' | 'id'>;
export type KeyProblems = {
  name?: true;
  scopes?: true;
  day?: 'missing' | 'passed';
  models?: true;
};

/** Whose clock days are of, and its day now. */
export type Today = { timeZone: string; today: string };

/** The last calendar day on which a key works that ends at a moment. */
export function lastDay(expiresAt: string, timeZone: string): string {
  return dayIn(new Date(Date.parse(expiresAt) - 1), timeZone);
}

/** A key as it stands, to be changed. */
export function draftOf(key: ApiKey, timeZone: string): KeyDraft {
  return {
    name: key.name,
    scopes: key.scopes,
    expiry: key.expiresAt === null ? 'never' : 'day',
    day: key.expiresAt === null ? '' : lastDay(key.expiresAt, timeZone),
    isLimitedToModels: key.modelIds !== null,
    modelIds: key.modelIds ?? [],
  };
}

function dayOf({ expiry, day }: KeyDraft, today: string): string | null {
  if (expiry === 'never') return null;
  return expiry === 'day' ? day : addDays(today, Number(expiry));
}

/** A finished draft as the server takes it, or what is missing. It ends with its last day. */
export function readDraft(
  draft: KeyDraft,
  { timeZone, today }: Today,
): { facts: KeyFacts } | { problems: KeyProblems } {
  const name = draft.name.trim();
  const day = dayOf(draft, today);
  const isNoDay = day !== null && !isDay(day);
  const problems: KeyProblems = {
    ...(name === '' ? { name: true } : {}),
    ...(draft.scopes.length === 0 ? { scopes: true } : {}),
    ...(isNoDay ? { day: 'missing' } : day !== null && day < today ? { day: 'passed' } : {}),
    ...(draft.isLimitedToModels && draft.modelIds.length === 0 ? { models: true } : {}),
  };
  if (Object.keys(problems).length > 0) return { problems };
  return {
    facts: {
      name,
      scopes: draft.scopes,
      modelIds: draft.isLimitedToModels ? draft.modelIds : null,
      expiresAt: day === null ? null : startOfDay(addDays(day, 1), timeZone).toISOString(),
    },
  };
}

const isSameSet = (one: readonly string[] | null, other: readonly string[] | null): boolean =>
  one?.toSorted().join() === other?.toSorted().join();

/** What of a key a finished draft changes; its end only where another one was chosen. */
export function changesOf(
  key: ApiKey,
  draft: KeyDraft,
  facts: KeyFacts,
  timeZone: string,
): KeyChange {
  const before = draftOf(key, timeZone);
  const isSameEnd =
    draft.expiry === before.expiry && (draft.expiry === 'never' || draft.day === before.day);
  return {
    ...(facts.name === key.name ? {} : { name: facts.name }),
    ...(isSameSet(facts.scopes, key.scopes) ? {} : { scopes: facts.scopes }),
    ...(isSameSet(facts.modelIds, key.modelIds) ? {} : { modelIds: facts.modelIds }),
    ...(isSameEnd ? {} : { expiresAt: facts.expiresAt }),
  };
}
