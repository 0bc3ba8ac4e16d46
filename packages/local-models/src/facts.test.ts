import { expect, test } from 'vitest';
import { localModelFacts } from './facts.ts';
import { fitModel } from './rules/fit-model.ts';

test('every model of the list is small enough for a laptop, and its files can be checked', () => {
  const ids = localModelFacts.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, files, ...size } of localModelFacts) {
    expect(id).toMatch(/^[a-z0-9][a-z0-9.-]+$/u);
    for (const { sha256, url, bytes } of files) {
      expect(sha256, id).toMatch(/^[0-9a-f]{64}$/u);
      expect(new URL(url).protocol, id).toBe('https:');
      expect(bytes, id).toBeGreaterThan(100_000_000);
    }
    const laptop = { memoryBytes: 8e9, diskFreeBytes: 20e9, cores: 4 };
    const fit = fitModel({ ...size, files }, laptop, { capBytes: null, receivedBytes: 0 });
    expect(fit, id).toMatchObject({ isFitting: true });
  }
  // The kinds that people ask for by name, each under its maker.
  expect(localModelFacts.map(({ family }) => family)).toEqual(
    expect.arrayContaining(['Qwen', 'Meta', 'Mistral', 'Google', 'DeepSeek']),
  );
  const sums = localModelFacts.flatMap(({ files }) => files.map(({ sha256 }) => sha256));
  expect(new Set(sums).size).toBe(sums.length);
});
