import { makeTinyModel } from './tiny-model.ts';
import { tinyFacts } from './tiny-facts.ts';
import { forkEngine } from '../llama/fork-engine.ts';
import { createLlamaModels } from '../llama/llama-models.ts';

/** Installs the tiny file and chats with it without end, telling its parent, for tests that kill it: `chat-tiny.ts <folder> <url>`. */
const [folder = '', url = ''] = process.argv.slice(2);
const models = createLlamaModels({
  folder,
  facts: [tinyFacts({ bytes: makeTinyModel(), url })],
  hardware: () => Promise.resolve({ memoryBytes: 8e9, diskFreeBytes: 50e9, cores: 2 }),
  memoryCapBytes: null,
  threads: 1,
  start: () => forkEngine({ env: {} }),
  now: () => performance.now(),
});
await models.install('tiny');
const { signal } = new AbortController();
const messages = [{ role: 'user' as const, content: 'Hello' }];
const chat = { modelId: 'tiny', messages, maxTokens: 100, temperature: 0, topP: null };
for (;;) await models.chat(chat, { signal, onPart: ({ text }) => process.send?.(text) });
