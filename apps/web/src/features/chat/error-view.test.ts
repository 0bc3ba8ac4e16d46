import { describe, expect, test } from 'vitest';
import { en } from '../../messages/en.ts';
import { createFormat } from '../../lib/create-format.ts';
import type { GekoError } from '../../lib/errors.ts';
import { ChatError, isRefusal } from './chat-error.ts';
import { endText, errorView } from './error-view.ts';
import { usedUpTokens } from './testing/limit-traces.ts';

const format = createFormat({ locale: 'en', timeZone: 'UTC' });

const envelope = (error: Partial<GekoError>): GekoError => ({
  code: 'INTERNAL',
  message: 'm',
  requestId: 'r',
  ...error,
});

describe('errorView', () => {
  test('a denial says what stopped it, when it ends, and opens its dialog', () => {
    const view = errorView(
      new ChatError(
        429,
        envelope({
          code: 'QUOTA_EXCEEDED',
          message: 'Used up.',
          trace: [usedUpTokens],
          remedies: [
            { kind: 'upgrade', url: '/w/1/settings?tab=plan', planId: 'pro' },
            { kind: 'wait', until: '2026-12-01T00:00:00Z' },
          ],
        }),
      ),
      en,
      format,
    );
    expect(view.text).toContain('“Tokens this month”: 49,900 of 50,000 are taken');
    expect(view.actions).toMatchObject([{ kind: 'denial', label: 'What can I do?' }]);
    expect(view.waitText).toContain('Works again from Dec 1, 2026, 12:00 AM');
    expect(view.requestId).toBeNull();
    expect(view.tone).toBe('warning');
  });

  test('a refusal without anything to choose is told in the server’s words', () => {
    const view = errorView(
      new ChatError(
        429,
        envelope({ code: 'RATE_LIMITED', message: 'Slow.', retryAfterSeconds: 3 }),
      ),
      en,
      format,
    );
    expect(view).toMatchObject({ text: 'Slow.', waitText: 'Try again in 3 s.' });
    expect(view.actions).toEqual([{ kind: 'retry', label: 'Try again' }]);
  });

  test('an unknown failure offers to try again', () => {
    expect(errorView(new TypeError('Failed to fetch'), en, format).actions).toEqual([
      { kind: 'retry', label: 'Try again' },
    ]);
    expect(errorView(new ChatError(502, null), en, format).title).toBe('Geko could not be reached');
  });

  test('our own failure names its request', () => {
    expect(
      errorView(new ChatError(500, envelope({ requestId: 'req-9' })), en, format),
    ).toMatchObject({
      requestId: 'req-9',
      tone: 'danger',
    });
  });
});

test('only a 4xx of ours is a refusal that kept nothing', () => {
  expect(isRefusal(new ChatError(403, envelope({ code: 'MODEL_LOCKED' })))).toBe(true);
  expect(isRefusal(new ChatError(403, null))).toBe(false);
  expect(isRefusal(new ChatError(502, envelope({ code: 'PROVIDER_FAILED' })))).toBe(false);
  expect(isRefusal(new TypeError('network'))).toBe(false);
});

test('an end has words', () => {
  expect(endText('stopped', null, en.chat)).toContain('stopped');
  expect(endText('failed', 'PROVIDER_FAILED', en.chat)).toContain('provider');
});
