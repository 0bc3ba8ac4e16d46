import type { ErrorCode, LimitTrace, Remedy } from '@geko/contracts/errors';
import type { Format } from '../../lib/create-format.ts';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';
import { limitName } from '../usage/limit-name.ts';

/** The areas of messages that errors speak from. */
export type ErrorTexts = Pick<Messages, 'chat' | 'usage'>;

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
export function errorView(thrown: unknown, areas: ErrorTexts, format: Format): ErrorView {
  const texts = areas.chat;
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
    tone: isOurFault(error.code) ? 'danger' : 'warning',
    actions: remedies.flatMap((remedy) => actionOf(remedy, texts)),
    waitText:
      wait === undefined
        ? waitSeconds(error.retryAfterSeconds, texts)
        : fill(texts.errors.waitUntil, { time: format.dateTime(wait.until) }),
    limits: (error.trace ?? []).map((limit) => limitView(limit, areas, format)),
    requestId: error.code === 'INTERNAL' ? error.requestId : null,
  };
}

/** What is said under an answer whose turn did not finish. */
export function endText(
  status: 'stopped' | 'failed' | 'interrupted',
  code: ErrorCode | null,
  texts: Messages['chat'],
): string {
  const failures: Partial<Record<ErrorCode, string>> = texts.failures;
  return (status === 'failed' && code !== null ? failures[code] : undefined) ?? texts.ends[status];
}

function envelopeOf(thrown: unknown): ReturnType<typeof readError> {
  return typeof thrown === 'object' && thrown !== null && 'details' in thrown
    ? readError({ error: thrown.details })
    : null;
}

function isOurFault(code: ErrorCode): boolean {
  return code === 'INTERNAL' || code === 'PROVIDER_FAILED' || code === 'PROVIDER_UNAVAILABLE';
}

function defaultRemedies(code: ErrorCode): Remedy[] {
  return isOurFault(code) || code === 'RATE_LIMITED' ? [{ kind: 'retry' }] : [];
}

function actionOf(remedy: Remedy, texts: Messages['chat']): ErrorAction[] {
  switch (remedy.kind) {
    case 'retry':
      return [{ kind: 'retry', label: texts.retry }];
    case 'switch_model':
      return [
        {
          kind: 'switch_model',
          label: fill(texts.errors.switchTo, { name: remedy.name }),
          modelId: remedy.modelId,
        },
      ];
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

function limitView(
  limit: LimitTrace,
  { chat, usage }: ErrorTexts,
  format: Format,
): ErrorView['limits'][number] {
  const values = {
    used: format.count(limit.used + limit.held),
    cap: limit.cap === null ? '' : format.count(limit.cap),
  };
  return {
    name: limitName(limit, usage.limitNames),
    figures: fill(limit.cap === null ? usage.limitUnlimited : usage.limitValue, values),
    resets: fill(chat.errors.resets, { time: format.dateTime(limit.resetsAt) }),
    isExceeded: limit.isExceeded,
  };
}

function titleOf(code: ErrorCode, texts: Messages['chat']): string {
  const titles: Partial<Record<ErrorCode, string>> = texts.errors.titles;
  return titles[code] ?? texts.errors.defaultTitle;
}
