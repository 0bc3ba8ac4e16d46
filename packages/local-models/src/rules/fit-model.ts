import type { LocalFit } from '@geko/contracts/local-models';

/** A file that a model can be downloaded as. */
export type ModelFile = { quantisation: string; bytes: number };

/** What of a model memory depends on. */
export type ModelSize = {
  files: readonly ModelFile[];
  contextTokens: number;
  /** Of keys and values, for each token of the context. */
  cacheBytesPerToken: number;
};

export type Hardware = {
  memoryBytes: number;
  diskFreeBytes: number;
  cores: number;
};

const MB = 1_000_000;
/** What the engine takes besides: its code, the graph, buffers of a batch. */
const ENGINE_BYTES = 350 * MB;
/** What the rest of the machine must keep. */
const SYSTEM_SHARE = 0.25;
/** A disk that is filled to the brim takes more along than a model. */
const DISK_RESERVE = 500 * MB;
const CONTEXT_STEPS = [16_384, 8_192, 4_096, 2_048];
const SMALLEST_CONTEXT = 512;
/** More than this on fewer than this many cores comes at a few words a second. */
const SLOW_BYTES = 3_000 * MB;
const SLOW_CORES = 4;

/** How much memory models may take: the cap that was set, or what the machine can spare, whichever is less. */
export function memoryBudget(hardware: Hardware, capBytes: number | null): number {
  const spare = Math.floor(hardware.memoryBytes * (1 - SYSTEM_SHARE));
  return capBytes === null ? spare : Math.min(spare, capBytes);
}

/** Memory that a file takes with a context of so many tokens. */
export function neededMemory(
  { bytes }: Pick<ModelFile, 'bytes'>,
  { cacheBytesPerToken }: Pick<ModelSize, 'cacheBytesPerToken'>,
  contextTokens: number,
): number {
  return bytes + cacheBytesPerToken * contextTokens + ENGINE_BYTES;
}

/**
 * Whether a machine is enough for a model (SPEC §12): the smallest of its files that fits, with the longest context that
 * memory has room for beside it. receivedBytes: what of the file is on the disk already.
 */
export function fitModel(
  model: ModelSize,
  hardware: Hardware,
  { capBytes, receivedBytes }: { capBytes: number | null; receivedBytes: number },
): LocalFit {
  const [smallest] = [...model.files].toSorted((a, b) => a.bytes - b.bytes);
  if (!smallest) throw new TypeError('a model without files');
  const budget = memoryBudget(hardware, capBytes);
  const contexts = [...CONTEXT_STEPS, SMALLEST_CONTEXT]
    .map((step) => Math.min(step, model.contextTokens))
    .filter((step, index, all) => all.indexOf(step) === index);
  const contextTokens = contexts.find((step) => neededMemory(smallest, model, step) <= budget);
  if (contextTokens === undefined) {
    const neededBytes = neededMemory(smallest, model, contexts.at(-1) ?? SMALLEST_CONTEXT);
    return { isFitting: false, reason: 'memory', neededBytes, availableBytes: budget };
  }
  const neededDiskBytes = Math.max(0, smallest.bytes - receivedBytes);
  if (neededDiskBytes > 0 && neededDiskBytes + DISK_RESERVE > hardware.diskFreeBytes) {
    return {
      isFitting: false,
      reason: 'disk',
      neededBytes: neededDiskBytes + DISK_RESERVE,
      availableBytes: hardware.diskFreeBytes,
    };
  }
  return {
    isFitting: true,
    quantisation: smallest.quantisation,
    neededMemoryBytes: neededMemory(smallest, model, contextTokens),
    neededDiskBytes,
    contextTokens,
    isSlow: smallest.bytes > SLOW_BYTES && hardware.cores < SLOW_CORES,
  };
}
