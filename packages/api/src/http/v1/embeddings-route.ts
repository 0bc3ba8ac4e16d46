import { EmbeddingRequest } from '@geko/contracts/embeddings';
import { mediaRules } from '@geko/contracts/media';
import type { CallsDeps } from '@geko/services/calls/complete-call';
import { readJson } from '../read-json.ts';
import { answerOnce } from './answer-once.ts';
import { answerProgram } from './answer-program.ts';
import { wholeMedia } from './start-program-media.ts';

/** Longest body, in bytes: room for all the tokens that one request may hold, as numbers. */
const MAX_BODY_BYTES = 4_000_000;

/** POST /api/v1/embeddings, as OpenAI's clients call it. */
export function handleEmbeddings(deps: CallsDeps, request: Request): Promise<Response> {
  return answerProgram(deps, request, mediaRules.embedding.scope, async (call) => {
    const body = await readJson(request, EmbeddingRequest, { maxBytes: MAX_BODY_BYTES });
    return answerOnce(deps, request, call, {
      asked: body,
      answer: (abandoned) => wholeMedia(deps, call, { kind: 'embedding', body }, abandoned),
    });
  });
}
