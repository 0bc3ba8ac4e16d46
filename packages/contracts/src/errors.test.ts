import { expect, test, vi } from 'vitest';
import { AppError, toErrorBody } from './errors.ts';

test('an error from another copy of this module is known, as in a bundle that has several', async () => {
  vi.resetModules();
  const copy = await import('./errors.ts');
  const error = new copy.AppError('RATE_LIMITED', { retryAfterSeconds: 3 });
  expect(copy.AppError).not.toBe(AppError);
  expect(error instanceof AppError).toBe(true);
  expect(toErrorBody(error, 'r1')).toMatchObject({
    status: 429,
    body: { error: { code: 'RATE_LIMITED', retryAfterSeconds: 3 } },
  });
});

test('no other error is taken for it', () => {
  for (const thrown of [new Error('secret'), { code: 'RATE_LIMITED' }, null, 'RATE_LIMITED']) {
    expect(thrown instanceof AppError).toBe(false);
    expect(toErrorBody(thrown, 'r1')).toMatchObject({
      status: 500,
      body: { error: { code: 'INTERNAL' } },
    });
  }
});
