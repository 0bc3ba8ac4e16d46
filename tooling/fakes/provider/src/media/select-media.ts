import { embeddings } from './embeddings.ts';
import { images } from './images.ts';
import type { MediaMaker } from './media-maker.ts';
import { speech } from './speech.ts';
import { transcriptions } from './transcriptions.ts';

/** What a path's end asks to be made, under any prefix; null when it is no such path. */
export function selectMedia(path: string): MediaMaker | null {
  if (path.endsWith('/embeddings')) return embeddings;
  if (path.endsWith('/images/generations')) return images;
  if (path.endsWith('/audio/speech')) return speech;
  return path.endsWith('/audio/transcriptions') ? transcriptions : null;
}
