import type { LocalModelId } from '@geko/contracts/local-models';
import { LocalModelError } from '../local-error.ts';
import type { LocalModels } from '../local-models.ts';
import { makeTinyModel } from './tiny-model.ts';
import { tinyFacts } from './tiny-facts.ts';

/** Local models in which nothing happens: one that is there and answers nothing, for tests that ask who may ask. */
export function quietModels(): LocalModels {
  const { id, name, family, licence, contextTokens, hasReasoning } = tinyFacts({
    bytes: makeTinyModel(),
    url: 'http://127.0.0.1:9/tiny',
  });
  const fit = {
    isFitting: true as const,
    quantisation: 'F32',
    neededMemoryBytes: 1,
    neededDiskBytes: 0,
    contextTokens,
    isSlow: false,
  };
  const known = (asked: LocalModelId) =>
    asked === id ? Promise.resolve() : Promise.reject(new LocalModelError('unknown_model'));
  const usage = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  return {
    list: () =>
      Promise.resolve([
        {
          id,
          name,
          family,
          engine: 'llama',
          licence,
          contextTokens,
          hasReasoning,
          downloadBytes: 1,
          fit,
          status: { state: 'absent' },
        },
      ]),
    fits: (asked) => known(asked).then(() => fit),
    install: known,
    pause: known,
    cancel: known,
    status: (asked) => known(asked).then(() => ({ state: 'absent' as const })),
    watch: () => () => undefined,
    remove: known,
    health: (asked) => known(asked).then(() => ({ isWell: true as const, firstTokenMs: 1 })),
    chat: ({ modelId }) => known(modelId).then(() => ({ finishReason: 'stop' as const, usage })),
    close: () => Promise.resolve(),
  };
}
