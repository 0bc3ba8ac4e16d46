import { ImageRequest } from '@geko/contracts/images';
import { mediaRules } from '@geko/contracts/media';
import type { CallsDeps } from '@geko/services/calls/complete-call';
import { readJson } from '../read-json.ts';
import { answerOnce } from './answer-once.ts';
import { answerProgram } from './answer-program.ts';
import { wholeMedia } from './start-program-media.ts';

/** POST /api/v1/images/generations, as OpenAI's clients call it; images come in the answer, in base64. */
export function handleImages(deps: CallsDeps, request: Request): Promise<Response> {
  return answerProgram(deps, request, mediaRules.image.scope, async (call) => {
    const body = await readJson(request, ImageRequest);
    return answerOnce(deps, request, call, {
      asked: body,
      answer: (abandoned) => wholeMedia(deps, call, { kind: 'image', body }, abandoned),
    });
  });
}
