import { expect, test } from 'vitest';
import { createDownloadSpeed } from './download-speed.ts';

test('speed and time left are those of the last five seconds', () => {
  const speed = createDownloadSpeed(10_000);
  expect(speed.at(0, 0)).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
  expect(speed.at(400, 400)).toMatchObject({ bytesPerSecond: null });
  expect(speed.at(1_000, 1_000)).toEqual({
    receivedBytes: 1_000,
    totalBytes: 10_000,
    bytesPerSecond: 1_000,
    secondsLeft: 9,
  });
  // Ten seconds later nothing of the quick beginning counts.
  expect(speed.at(11_000, 1_100)).toMatchObject({ bytesPerSecond: null });
  expect(speed.at(13_000, 1_300)).toMatchObject({ bytesPerSecond: 100, secondsLeft: 87 });
});

test('a download that stands still has no end', () => {
  const speed = createDownloadSpeed(10);
  speed.at(0, 5);
  expect(speed.at(2_000, 5)).toMatchObject({ bytesPerSecond: 0, secondsLeft: null });
});

test('one that goes on from earlier bytes is not as fast as if it had just brought them', () => {
  const speed = createDownloadSpeed(1_000);
  speed.at(0, 900);
  expect(speed.at(1_000, 950)).toMatchObject({ bytesPerSecond: 50, secondsLeft: 1 });
});
