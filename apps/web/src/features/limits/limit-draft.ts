import type { CreateLimit, LimitSubject } from '@geko/contracts/limits';
import type { Meter, PeriodKind } from '@geko/contracts/meters';
import type { Overflow } from '@geko/contracts/plans';
import { isDay, startOfDay } from '../audit/zone-day.ts';
import { parseCap, type CapProblem } from './parse-cap.ts';

/** A limit as far as it has been chosen and typed. */
export type LimitDraft = {
  subjectKind: LimitSubject['kind'];
  memberId: string | null;
  modelId: string | null;
  keyId: string | null;
  meter: Meter;
  capText: string;
  period: PeriodKind;
  overflow: Overflow;
  /** Of a company's limit; null = the workspace's. Others always count by the workspace's. */
  timeZone: string | null;
  /** A calendar day, or empty: periods are those of the calendar. */
  startsOn: string;
};

export const emptyDraft: LimitDraft = {
  subjectKind: 'workspace',
  memberId: null,
  modelId: null,
  keyId: null,
  meter: 'tokens',
  capText: '',
  period: 'month',
  overflow: 'block',
  timeZone: null,
  startsOn: '',
};

export type LimitFacts = Omit<CreateLimit, 'workspaceId' | 'id'>;
export type DraftProblems = {
  member?: true;
  model?: true;
  key?: true;
  cap?: CapProblem;
  startsOn?: true;
};

/** What a draft is on; null while its member, model or key has not been chosen. */
export function draftSubject(draft: LimitDraft): LimitSubject | null {
  const { subjectKind, memberId, modelId, keyId, timeZone } = draft;
  switch (subjectKind) {
    case 'tenant':
      return timeZone === null ? { kind: subjectKind } : { kind: subjectKind, timeZone };
    case 'workspace':
    case 'each_member':
      return { kind: subjectKind };
    case 'member':
      return memberId === null ? null : { kind: subjectKind, id: memberId };
    case 'model':
      return modelId === null ? null : { kind: subjectKind, id: modelId };
    case 'key':
      return keyId === null ? null : { kind: subjectKind, id: keyId };
  }
}

/** The zone by whose clock a draft's periods begin. timeZone: the workspace's. */
export function draftZone(draft: LimitDraft, timeZone: string): string {
  return draft.subjectKind === 'tenant' ? (draft.timeZone ?? timeZone) : timeZone;
}

/** A finished draft as the server takes it, or what is missing. timeZone: the workspace's. */
export function readDraft(
  draft: LimitDraft,
  timeZone: string,
): { facts: LimitFacts } | { problems: DraftProblems } {
  const { subjectKind, meter, period, overflow, startsOn } = draft;
  const subject = draftSubject(draft);
  const parsed = parseCap(draft.capText, meter);
  const isAnchored = startsOn !== '' && period !== 'total';
  const problems: DraftProblems = {
    ...(subject === null && subjectKind === 'member' ? { member: true } : {}),
    ...(subject === null && subjectKind === 'model' ? { model: true } : {}),
    ...(subject === null && subjectKind === 'key' ? { key: true } : {}),
    ...('problem' in parsed ? { cap: parsed.problem } : {}),
    ...(isAnchored && !isDay(startsOn) ? { startsOn: true } : {}),
  };
  if (subject === null || 'problem' in parsed || problems.startsOn) return { problems };
  return {
    facts: {
      subject,
      meter,
      cap: parsed.cap,
      period,
      overflow,
      anchorAt: isAnchored ? startOfDay(startsOn, draftZone(draft, timeZone)).toISOString() : null,
    },
  };
}
