import type { LocalModelId } from '@geko/contracts/local-models';
import type { LocalModels } from './local-models.ts';
import type { OllamaModels } from './ollama/ollama-models.ts';

/**
 * Both engines as one. A model is where it is installed, or being so; one that is nowhere goes to Ollama when that is
 * running already (SPEC §12), and else into files of our own.
 */
export function joinEngines(llama: LocalModels, ollama: OllamaModels): LocalModels {
  async function engineOf(id: LocalModelId): Promise<LocalModels> {
    if (id.startsWith('ollama:')) return ollama;
    if ((await llama.status(id)).state !== 'absent') return llama;
    if (!(await ollama.isRunning())) return llama;
    return (await ollama.list()).some((model) => model.id === id) ? ollama : llama;
  }
  return {
    async list() {
      const own = await llama.list();
      const theirs = await ollama.list().catch(() => []);
      const joined = own.map((model) => {
        const its = theirs.find(({ id }) => id === model.id);
        return its && model.status.state === 'absent' ? its : model;
      });
      return [...joined, ...theirs.filter(({ id }) => own.every((model) => model.id !== id))];
    },
    fits: async (id) => await (await engineOf(id)).fits(id),
    install: async (id) => await (await engineOf(id)).install(id),
    pause: async (id) => await (await engineOf(id)).pause(id),
    cancel: async (id) => await (await engineOf(id)).cancel(id),
    status: async (id) => await (await engineOf(id)).status(id),
    watch(listener) {
      const ends = [llama.watch(listener), ollama.watch(listener)];
      return () => ends.forEach((end) => end());
    },
    remove: async (id) => await (await engineOf(id)).remove(id),
    health: async (id) => await (await engineOf(id)).health(id),
    chat: async (chat, options) => await (await engineOf(chat.modelId)).chat(chat, options),
    async close() {
      await Promise.all([llama.close(), ollama.close()]);
    },
  };
}
