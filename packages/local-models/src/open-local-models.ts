import { availableParallelism } from 'node:os';
import { localModelFacts, type LocalModelFacts } from './facts.ts';
import { joinEngines } from './join-engines.ts';
import { createLlamaModels } from './llama/llama-models.ts';
import type { StartEngine } from './llama/engine-process.ts';
import type { LocalModels } from './local-models.ts';
import { createOllamaModels } from './ollama/ollama-models.ts';
import { readHardware } from './read-hardware.ts';

export type LocalModelsSettings = {
  /** Where files of models lie; one process has it to itself. */
  folder: string;
  /** Where an Ollama may be running, such as "http://127.0.0.1:11434". */
  ollamaUrl: string;
  /** null = what the machine can spare. */
  memoryCapBytes: number | null;
  start: StartEngine;
  now: () => number;
  /** null = all cores but one, which the rest of the machine keeps. */
  threads?: number | null;
  /** What can be installed; as a rule our list. */
  facts?: readonly LocalModelFacts[];
};

/** The local models of this machine, by whichever engine has them. */
export function openLocalModels({
  folder,
  ollamaUrl,
  memoryCapBytes,
  start,
  now,
  threads = null,
  facts = localModelFacts,
}: LocalModelsSettings): LocalModels {
  const shared = { facts, memoryCapBytes, now, hardware: () => readHardware(folder) };
  const cores = Math.max(1, availableParallelism() - 1);
  return joinEngines(
    createLlamaModels({ ...shared, folder, start, threads: threads ?? cores }),
    createOllamaModels({ ...shared, url: ollamaUrl }),
  );
}
