import type {
  CreateProviderKey,
  ProviderKey,
  UpdateProviderKey,
} from '@geko/contracts/provider-keys';
import { usdDecimal } from '@geko/contracts/usd';
import { parseDollars } from '../admin/dollars.ts';

const MOST_WEIGHT = 100;

/** What can be set on a key, as it is typed. Its secret is not here: that stays in its field. */
export type KeyDraft = {
  weight: string;
  region: string;
  baseUrl: string;
  /** Dollars; '' = no cap. */
  cap: string;
};

export type KeyFacts = Required<
  Pick<CreateProviderKey, 'weight' | 'region' | 'baseUrl' | 'spendCapNano'>
>;
export type KeyProblems = { weight?: true; cap?: true };

export const emptyDraft: KeyDraft = { weight: '1', region: '', baseUrl: '', cap: '' };

/** A key as it stands, to be changed. */
export function draftOf(key: ProviderKey): KeyDraft {
  return {
    weight: String(key.weight),
    region: key.region ?? '',
    baseUrl: key.baseUrl ?? '',
    cap: key.spendCapNano === null ? '' : usdDecimal(BigInt(key.spendCapNano)),
  };
}

const textOrNull = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim());

/** A draft as the server takes it, or which of its numbers are none. */
export function readDraft(draft: KeyDraft): { facts: KeyFacts } | { problems: KeyProblems } {
  const typed = draft.weight.trim();
  const weight = /^\d{1,3}$/u.test(typed) ? Number(typed) : 0;
  const hasWeight = weight >= 1 && weight <= MOST_WEIGHT;
  const cap = textOrNull(draft.cap);
  const capNano = cap === null ? null : parseDollars(cap);
  const isNoCap = cap !== null && (capNano === null || capNano < 0n);
  if (!hasWeight || isNoCap) {
    return {
      problems: { ...(hasWeight ? {} : { weight: true }), ...(isNoCap ? { cap: true } : {}) },
    };
  }
  return {
    facts: {
      weight,
      region: textOrNull(draft.region),
      baseUrl: textOrNull(draft.baseUrl),
      spendCapNano: capNano === null ? null : capNano.toString(),
    },
  };
}

/** What of a key a finished draft changes: only that is sent. */
export function changesOf(key: ProviderKey, facts: KeyFacts): Omit<UpdateProviderKey, 'id'> {
  return {
    ...(facts.weight === key.weight ? {} : { weight: facts.weight }),
    ...(facts.region === key.region ? {} : { region: facts.region }),
    ...(facts.baseUrl === key.baseUrl ? {} : { baseUrl: facts.baseUrl }),
    ...(facts.spendCapNano === key.spendCapNano ? {} : { spendCapNano: facts.spendCapNano }),
  };
}

/** Whether saving a draft sends the key elsewhere, which takes its secret from it. */
export function movesKey(key: ProviderKey, draft: KeyDraft): boolean {
  return textOrNull(draft.baseUrl) !== key.baseUrl;
}
