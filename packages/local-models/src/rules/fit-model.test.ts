import { describe, expect, test } from 'vitest';
import {
  fitModel,
  memoryBudget,
  neededMemory,
  type Hardware,
  type ModelSize,
} from './fit-model.ts';

const GB = 1_000_000_000;
const roomy: Hardware = { memoryBytes: 16 * GB, diskFreeBytes: 100 * GB, cores: 8 };
const model: ModelSize = {
  files: [
    { quantisation: 'Q8_0', bytes: 8 * GB },
    { quantisation: 'Q4_K_M', bytes: 4 * GB },
  ],
  contextTokens: 32_768,
  cacheBytesPerToken: 131_072,
};
const fresh = { capBytes: null, receivedBytes: 0 };

describe('whether a machine is enough for a model', () => {
  test('the smallest quantisation is taken, with a context that memory has room for', () => {
    expect(fitModel(model, roomy, fresh)).toEqual({
      isFitting: true,
      quantisation: 'Q4_K_M',
      neededMemoryBytes: neededMemory({ bytes: 4 * GB }, model, 16_384),
      neededDiskBytes: 4 * GB,
      contextTokens: 16_384,
      isSlow: false,
    });
  });

  test('less memory means a shorter context, and too little is said with both figures', () => {
    expect(fitModel(model, { ...roomy, memoryBytes: 7 * GB }, fresh)).toMatchObject({
      isFitting: true,
      contextTokens: 4_096,
    });
    const small = { ...roomy, memoryBytes: 4 * GB };
    expect(fitModel(model, small, fresh)).toEqual({
      isFitting: false,
      reason: 'memory',
      neededBytes: neededMemory({ bytes: 4 * GB }, model, 512),
      availableBytes: 3 * GB,
    });
  });

  test('a model never gets a longer context than it was made for', () => {
    const short = { ...model, contextTokens: 1_000 };
    expect(fitModel(short, roomy, fresh)).toMatchObject({ contextTokens: 1_000 });
  });

  test('the cap counts where it is less than the machine has, and not where it is more', () => {
    expect(memoryBudget(roomy, 2 * GB)).toBe(2 * GB);
    expect(memoryBudget(roomy, 64 * GB)).toBe(12 * GB);
    expect(fitModel(model, roomy, { ...fresh, capBytes: 2 * GB })).toMatchObject({
      reason: 'memory',
      availableBytes: 2 * GB,
    });
  });

  test('a disk keeps its reserve; what is downloaded already is not asked for twice', () => {
    const full = { ...roomy, diskFreeBytes: 4.2 * GB };
    expect(fitModel(model, full, fresh)).toEqual({
      isFitting: false,
      reason: 'disk',
      neededBytes: 4.5 * GB,
      availableBytes: 4.2 * GB,
    });
    expect(fitModel(model, full, { ...fresh, receivedBytes: GB })).toMatchObject({
      isFitting: true,
      neededDiskBytes: 3 * GB,
    });
    const none = { ...roomy, diskFreeBytes: 0 };
    expect(fitModel(model, none, { ...fresh, receivedBytes: 4 * GB })).toMatchObject({
      isFitting: true,
    });
  });

  test('few cores make a large model slow, not impossible', () => {
    expect(fitModel(model, { ...roomy, cores: 2 }, fresh)).toMatchObject({ isSlow: true });
    const little = { ...model, files: [{ quantisation: 'Q4_K_M', bytes: GB }] };
    expect(fitModel(little, { ...roomy, cores: 2 }, fresh)).toMatchObject({ isSlow: false });
  });
});
