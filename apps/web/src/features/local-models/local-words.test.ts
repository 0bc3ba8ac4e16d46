import { expect, test } from 'vitest';
import { createFormat } from '../../lib/create-format.ts';
import { en } from '../../messages/en.ts';
import { leftText, mayBegin, percentOf, sizeText, statusText } from './local-words.ts';

const { localModels: texts } = en;
const format = createFormat({ locale: 'en', timeZone: 'UTC' });
const some = { totalBytes: 1_000, bytesPerSecond: 10, secondsLeft: 95 };

test('a download tells its share and what is left of it', () => {
  expect(statusText({ state: 'downloading', receivedBytes: 439, ...some }, texts, format)).toBe(
    'Downloading 43%, 2 min left',
  );
  const unknown = { ...some, receivedBytes: 0, secondsLeft: null };
  expect(statusText({ state: 'downloading', ...unknown }, texts, format)).toBe('Downloading 0%');
  expect(statusText({ state: 'paused', receivedBytes: 999, ...some }, texts, format)).toBe(
    'Paused at 99%',
  );
  expect(statusText({ state: 'ready' }, texts, format)).toBe('Ready');
});

test('nothing is done before all of it is there, and nothing of nothing is no share', () => {
  expect(percentOf({ ...some, receivedBytes: 1_000 })).toBe(100);
  expect(percentOf({ ...some, receivedBytes: 0, totalBytes: 0 })).toBe(0);
});

test('who makes room on a full disk can go on; a machine does not get more memory by that', () => {
  const sizes = { neededBytes: 2, availableBytes: 1 };
  expect(mayBegin({ isFitting: false, reason: 'disk', ...sizes })).toBe(true);
  expect(mayBegin({ isFitting: false, reason: 'memory', ...sizes })).toBe(false);
});

test('time is rounded up, sizes are those of disks', () => {
  expect(leftText(1, texts)).toBe('1 second');
  expect(leftText(59, texts)).toBe('59 seconds');
  expect(leftText(61, texts)).toBe('2 min');
  expect(leftText(3_601, texts)).toBe('2 hours');
  expect(sizeText(491_400_032, texts, format)).toBe('491 MB');
  expect(sizeText(4_372_812_000, texts, format)).toBe('4.4 GB');
});
