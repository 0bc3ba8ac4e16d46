import type { LocalModels } from '@geko/local-models/local-models';

/**
 * Asks each installed model for a first token, so that one that does not work says so before somebody writes to it; the last one
 * stays warm. Those of an Ollama are its own business. Resolves when all were asked.
 */
export async function startModels(models: Pick<LocalModels, 'list' | 'health'>): Promise<void> {
  const installed = (await models.list()).filter(
    ({ engine, status }) => engine === 'llama' && status.state === 'ready',
  );
  for (const { id } of installed) await models.health(id);
}
