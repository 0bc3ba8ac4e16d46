import { errorTable, type ErrorCode, type LimitTrace, type Remedy } from '@geko/contracts/errors';
import { meterTable } from '@geko/contracts/meters';
import { readError } from '../../lib/errors.ts';
import { formatCount, formatDateTime } from '../../lib/format.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';

/** A button under an error; what it does is bound where it is shown. */
export type ErrorAction =
  | { kind: 'retry'; label: string }
  | { kind: 'switch_model'; label: string; modelId: string }
  | { kind: 'link'; label: string; url: string };

export type ErrorView = {
  title: string;
  text: string;
  tone: 'warning' | 'danger';
  actions: ErrorAction[];
  /** "Try again after …", when waiting helps. */
  waitText: string | null;
  limits: { name: string; figures: string; resets: string; isExceeded: boolean }[];
  /** For support; null when the error is the caller's own business. */
  requestId: string | null;
};

/** What a person is told about an error of sending, and what they can do about it. */
export function errorView(thrown: unknown, texts: Messages['chat']): ErrorView {
  const error = readError(thrown) ?? envelopeOf(thrown);
  if (error === null) {
    return {
      title: texts.errors.offlineTitle,
      text: texts.errors.offlineText,
      tone: 'danger',
      actions: [{ kind: 'retry', label: texts.retry }],
      waitText: null,
      limits: [],
      requestId: null,
    };
  }
  const remedies = error.remedies ?? defaultRemedies(error.code);
  const wait = remedies.find((remedy) => remedy.kind === 'wait');
  return {
    title: titleOf(error.code, texts),
    text: error.message,
    tone: errorTable[error.code]?.isExpected === true && error.code !== 'PROVIDER_FAILED' ? 'warning' : 'danger',
    actions: remedies.flatMap((remedy) => actionOf(remedy, texts)),
    waitText: wait === undefined ? waitSeconds(error.retryAfterSeconds, texts) : fill(texts.errors.waitUntil, { time: formatDateTime(wait.until) }),
    limits: (error.trace ?? []).map((limit) => limitView(limit, texts)),
    requestId: errorTable[error.code]?.isExpected === true ? null : error.requestId,
  };
}

/** What is said under an answer whose turn did not finish. */
export function endText(status: 'stopped' | 'failed' | 'interrupted', code: ErrorCode | null, texts: Messages['chat']): string {
  return status === 'failed' && code !== null ? errorTable[code].message : texts.ends[status];
}

function envelopeOf(thrown: unknown): ReturnType<typeof readError> {
  return typeof thrown === 'object' && thrown !== null && 'details' in thrown ? readError({ error: thrown.details }) : null;
}

function defaultRemedies(code: ErrorCode): Remedy[] {
  return code === 'INTERNAL' || code === 'PROVIDER_FAILED' || code === 'PROVIDER_UNAVAILABLE' || code === 'RATE_LIMITED'
    ? [{ kind: 'retry' }]
    : [];
}

function actionOf(remedy: Remedy, texts: Messages['chat']): ErrorAction[] {
  switch (remedy.kind) {
    case 'retry':
      return [{ kind: 'retry', label: texts.retry }];
    case 'switch_model':
      return [{ kind: 'switch_model', label: fill(texts.errors.switchTo, { name: remedy.name }), modelId: remedy.modelId }];
    case 'upgrade':
      return [{ kind: 'link', label: texts.upgrade, url: remedy.url }];
    case 'sign_in':
      return [{ kind: 'link', label: texts.errors.signIn, url: remedy.url }];
    case 'wait':
      return [];
  }
}

function waitSeconds(seconds: number | undefined, texts: Messages['chat']): string | null {
  return seconds === undefined ? null : fill(texts.errors.waitSeconds, { seconds });
}

function limitView(limit: LimitTrace, texts: Messages['chat']): ErrorView['limits'][number] {
  const unit = meterTable[limit.meter].many;
  const used = formatCount(limit.used + limit.held);
  return {
    name: limitName(limit, texts),
    figures: limit.cap === null ? fill(texts.errors.unlimited, { used, unit }) : fill(texts.errors.ofCap, { used, cap: formatCount(limit.cap), unit }),
    resets: fill(texts.errors.resets, { time: formatDateTime(limit.resetsAt) }),
    isExceeded: limit.isExceeded,
  };
}

/** "workspace.tokens" → "Workspace, tokens a month"; a model's limit is named after the model. */
function limitName(limit: LimitTrace, texts: Messages['chat']): string {
  const model = /^model\.(.+)\.(?:tokens|requests)$/.exec(limit.name)?.[1];
  const unit = meterTable[limit.meter].many;
  return model === undefined ? fill(texts.errors.workspaceLimit, { unit }) : fill(texts.errors.modelLimit, { model, unit });
}

function titleOf(code: ErrorCode, texts: Messages['chat']): string {
  const titles: Partial<Record<ErrorCode, string>> = texts.errors.titles;
  return titles[code] ?? texts.errors.defaultTitle;
}
