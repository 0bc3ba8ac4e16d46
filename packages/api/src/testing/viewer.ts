import type { Receipt } from '@geko/contracts/receipt';

type Chunk = { type: string; delta?: string; data?: unknown };

/** What one viewer of a turn has got so far; live. */
export type Viewer = {
  text: string;
  receipt: Receipt | null;
  end: { status: string; errorCode: string | null } | null;
  /** The stream came to its proper end. */
  isComplete: boolean;
  /** Settles when there is some text, or nothing more comes. */
  firstText: Promise<void>;
  /** Settles when nothing more comes; also when the stream broke. */
  done: Promise<void>;
};

/** Reads a chat stream as it comes. */
export function watch(response: Response): Viewer {
  const first = Promise.withResolvers<void>();
  const viewer: Viewer = {
    text: '',
    receipt: null,
    end: null,
    isComplete: false,
    firstText: first.promise,
    done: Promise.resolve(),
  };
  const take = (line: string) => {
    if (line === 'data: [DONE]') viewer.isComplete = true;
    else if (line.startsWith('data: ')) takeChunk(viewer, JSON.parse(line.slice(6)) as Chunk);
    if (viewer.text !== '') first.resolve();
  };
  viewer.done = readLines(response, take).finally(first.resolve);
  return viewer;
}

function takeChunk(viewer: Viewer, { type, delta, data }: Chunk): void {
  if (type === 'text-delta') viewer.text += delta ?? '';
  if (type === 'data-receipt') viewer.receipt = data as Receipt;
  if (type === 'data-end') viewer.end = data as Viewer['end'];
}

async function readLines(response: Response, take: (line: string) => void): Promise<void> {
  if (!response.body) return;
  let rest = '';
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(take);
    }
  } catch {
    // The viewer left, or the server died: what came is what counts.
  }
}
