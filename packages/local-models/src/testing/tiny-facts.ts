import type { LocalModelFacts } from '../facts.ts';
import { sha256Of } from './tiny-model.ts';

/** Facts of a file that a test serves itself. */
export function tinyFacts({
  id = 'tiny',
  bytes,
  url,
  ollamaTag = null,
}: {
  id?: string;
  bytes: Buffer;
  url: string;
  ollamaTag?: string | null;
}): LocalModelFacts {
  return {
    id,
    name: `The ${id} file of the tests`,
    family: 'Tests',
    licence: { name: 'none', url: 'https://example.com/licence' },
    hasReasoning: false,
    ollamaTag,
    contextTokens: 2_048,
    cacheBytesPerToken: 128,
    files: [{ quantisation: 'F32', bytes: bytes.length, sha256: sha256Of(bytes), url }],
  };
}
