import { describe, expect, test } from 'vitest';
import { en } from '../../messages/en.ts';
import { createFormat } from '../../lib/create-format.ts';
import type { GekoError } from '../../lib/errors.ts';
import { ChatError, isRefusal } from './chat-error.ts';
import { endText, errorView } from './error-view.ts';

const format = createFormat({ locale: 'en', timeZone: 'UTC' });

const envelope = (error: Partial<GekoError>): GekoError => ({
  code: 'INTERNAL',
  message: 'm',
  requestId: 'r',
  ...error,
});

describe('errorView', () => {
  test('a quota refusal shows when it ends, the limits, and a button for each remedy', () => {
    const view = errorView(
      new ChatError(
        429,
        envelope({
          code: 'QUOTA_EXCEEDED',
          message: 'Used up.',
          trace: [
            {
              name: 'workspace.tokens',
              meter: 'tokens',
              setBy: 'plan',
              used: 49_000,
              held: 900,
              cap: 50_000,
              resetsAt: '2026-12-01T00:00:00Z',
              isExceeded: true,
            },
            {
              name: 'model.gpt-5-mini.tokens',
              meter: 'tokens',
              setBy: 'plan',
              used: 1,
              held: 0,
              cap: null,
              resetsAt: '2026-12-01T00:00:00Z',
              isExceeded: false,
            },
          ],
          remedies: [
            { kind: 'upgrade', url: '/w/1/settings?tab=plan', planId: 'pro' },
            { kind: 'wait', until: '2026-12-01T00:00:00Z' },
            { kind: 'switch_model', modelId: 'demo', name: 'Demo' },
          ],
        }),
      ),
      en,
      format,
    );
    expect(view.actions).toEqual([
      { kind: 'link', label: 'See plans', url: '/w/1/settings?tab=plan' },
      { kind: 'switch_model', label: 'Use Demo', modelId: 'demo' },
    ]);
    expect(view.waitText).toContain('Works again from Dec 1, 2026, 12:00 AM');
    expect(view.limits[0]).toMatchObject({ figures: '49,900 of 50,000', isExceeded: true });
    expect(view.limits[1]).toMatchObject({ name: 'Tokens of gpt-5-mini', figures: '1, unlimited' });
    expect(view.requestId).toBeNull();
    expect(view.tone).toBe('warning');
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
