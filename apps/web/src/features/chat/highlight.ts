export type HighlightQuestion = { id: number; code: string; language: string };
/** Lines of [text, kind of token]; null = this code stays plain. */
export type HighlightAnswer = { id: number; lines: [string, string][][] | null };

/** Longer code stays plain: nobody reads colours in it, and its thousands of spans cost layout. */
const MAX_CODE_CHARS = 40_000;

let worker: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, (lines: HighlightAnswer['lines']) => void>();

function getWorker(): Worker {
  if (worker !== null) return worker;
  worker = new Worker(new URL('./highlight-worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data: { id, lines } }: MessageEvent<HighlightAnswer>) => {
    waiting.get(id)?.(lines);
    waiting.delete(id);
  };
  // Without a worker all code stays plain.
  worker.onerror = () => {
    for (const answer of waiting.values()) answer(null);
    waiting.clear();
  };
  return worker;
}

/** Colours code away from the main thread; null when it is too long, or in a language we do not know. */
export function highlight(code: string, language: string): Promise<HighlightAnswer['lines']> {
  if (language === '' || code.length > MAX_CODE_CHARS) return Promise.resolve(null);
  return new Promise((resolve) => {
    lastId += 1;
    waiting.set(lastId, resolve);
    const question: HighlightQuestion = { id: lastId, code, language };
    getWorker().postMessage(question);
  });
}
