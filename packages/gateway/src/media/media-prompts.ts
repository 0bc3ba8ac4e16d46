import { embeddedInputs } from '@geko/contracts/embeddings';
import type { MediaRequest } from '@geko/contracts/media';

/** Longer words are not looked for in what a provider says: that would take too long, so nothing of it is kept. */
const MOST_CHARS = 20_000;

/** The words of a request, which no log may repeat; null = they are too many to be looked for. */
export function mediaPrompts(request: MediaRequest): string[] | null {
  const words = wordsOf(request);
  const chars = words.reduce((sum, text) => sum + text.length, 0);
  return chars > MOST_CHARS ? null : words;
}

function wordsOf(request: MediaRequest): string[] {
  switch (request.kind) {
    case 'embedding':
      return embeddedInputs(request.body).flatMap((input) =>
        typeof input === 'string' ? [input] : [],
      );
    case 'image':
      return [request.body.prompt];
    case 'speech':
      return [request.body.input, request.body.instructions ?? ''];
    case 'transcription':
      return [request.body.prompt ?? '', request.sound.name];
  }
}
