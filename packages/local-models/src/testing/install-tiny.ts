import { makeTinyModel } from './tiny-model.ts';
import { tinyFacts } from './tiny-facts.ts';
import { forkEngine } from '../llama/fork-engine.ts';
import { createLlamaModels } from '../llama/llama-models.ts';

/** Installs the tiny file into a folder from an address, for tests that kill it: `node install-tiny.ts <folder> <url>`. */
const [folder = '', url = ''] = process.argv.slice(2);
await createLlamaModels({
  folder,
  facts: [tinyFacts({ bytes: makeTinyModel(), url })],
  hardware: () => Promise.resolve({ memoryBytes: 8e9, diskFreeBytes: 50e9, cores: 2 }),
  memoryCapBytes: null,
  threads: 1,
  start: () => forkEngine({ env: {} }),
  now: () => performance.now(),
}).install('tiny');
