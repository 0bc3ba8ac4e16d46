import type { ErrorCode, Remedy } from '@geko/contracts/errors';
import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';
import { errorOf } from './chat-error.ts';
import { denialOf, type Denial } from './denial.ts';
import { denialSentence } from './denial-view.ts';

/** The areas of messages that errors speak from. */
export type ErrorTexts = Pick<Messages, 'chat' | 'usage'>;

/** A button under an error; what it does is bound where it is shown. */
export type ErrorAction =
  | { kind: 'retry'; label: string }
  | { kind: 'denial'; label: string; denial: Denial }
  | { kind: 'link'; label: string; url: string };

export type ErrorView = {
  title: string;
  text: string;
  tone: 'warning' | 'danger';
  actions: ErrorAction[];
  /** "Try again after …", when waiting helps. */
  waitText: string | null;
  /** For support; null when the error is the caller's own business. */
  requestId: string | null;
};

/** What a person is told about an error of sending, and what they can do about it. */
export function errorView(thrown: unknown, areas: ErrorTexts, format: Format): ErrorView {
  const texts = areas.chat;
  const error = errorOf(thrown);
  if (error === null) {
    return {
      title: texts.errors.offlineTitle,
      text: texts.errors.offlineText,
      tone: 'danger',
      actions: [{ kind: 'retry', label: texts.retry }],
      waitText: null,
      requestId: null,
    };
  }
  const denial = denialOf(thrown);
  const remedies = error.remedies ?? defaultRemedies(error.code);
  const wait = remedies.find((remedy) => remedy.kind === 'wait');
  return {
    title: titleOf(error.code, texts),
    text: denial === null ? error.message : denialSentence(denial, areas, format),
    tone: isOurFault(error.code) ? 'danger' : 'warning',
    actions: [
      ...(denial === null ? [] : [{ kind: 'denial' as const, label: texts.denial.open, denial }]),
      ...remedies.flatMap((remedy) => actionOf(remedy, texts)),
    ],
    waitText:
      wait === undefined
        ? waitSeconds(error.retryAfterSeconds, texts)
        : fill(texts.errors.waitUntil, { time: format.dateTime(wait.until) }),
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

function isOurFault(code: ErrorCode): boolean {
  return (
    code === 'INTERNAL' ||
    code === 'UNAVAILABLE' ||
    code === 'PROVIDER_FAILED' ||
    code === 'PROVIDER_UNAVAILABLE'
  );
}

function defaultRemedies(code: ErrorCode): Remedy[] {
  return isOurFault(code) || code === 'RATE_LIMITED' ? [{ kind: 'retry' }] : [];
}

/** The dialog of a denial does what needs a choice. */
function actionOf(remedy: Remedy, texts: Messages['chat']): ErrorAction[] {
  if (remedy.kind === 'retry') return [{ kind: 'retry', label: texts.retry }];
  if (remedy.kind !== 'sign_in') return [];
  return [{ kind: 'link', label: texts.errors.signIn, url: remedy.url }];
}

function waitSeconds(seconds: number | undefined, texts: Messages['chat']): string | null {
  return seconds === undefined ? null : fill(texts.errors.waitSeconds, { seconds });
}

function titleOf(code: ErrorCode, texts: Messages['chat']): string {
  const titles: Partial<Record<ErrorCode, string>> = texts.errors.titles;
  return titles[code] ?? texts.errors.defaultTitle;
}
