const WORDS_A_SEGMENT = 8;

/** A stretch of a transcript, in seconds from its start. */
export type Segment = { id: number; start: number; end: number; text: string };

/** Words that take the same time each. */
export function wordsOf(
  text: string,
  seconds: number,
): { word: string; start: number; end: number }[] {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  const at = (index: number) => Math.round((seconds * index * 100) / words.length) / 100;
  return words.map((word, index) => ({ word, start: at(index), end: at(index + 1) }));
}

/** The text in pieces of a few words. */
export function segmentsOf(text: string, seconds: number): Segment[] {
  const words = wordsOf(text, seconds);
  return Array.from({ length: Math.ceil(words.length / WORDS_A_SEGMENT) }, (_, id) => {
    const own = words.slice(id * WORDS_A_SEGMENT, (id + 1) * WORDS_A_SEGMENT);
    return {
      id,
      start: own[0]?.start ?? 0,
      end: own.at(-1)?.end ?? 0,
      text: own.map(({ word }) => word).join(' '),
    };
  });
}

/** The segments as SubRip or WebVTT has them. */
export function subtitles(format: 'srt' | 'vtt', segments: readonly Segment[]): string {
  const mark = format === 'srt' ? ',' : '.';
  const cues = segments.map(
    ({ id, start, end, text }) =>
      `${format === 'srt' ? `${id + 1}\n` : ''}${clock(start, mark)} --> ${clock(end, mark)}\n${text}\n\n`,
  );
  return `${format === 'vtt' ? 'WEBVTT\n\n' : ''}${cues.join('')}`;
}

function clock(seconds: number, mark: string): string {
  const part = (value: number, width = 2) => String(Math.floor(value)).padStart(width, '0');
  const ms = Math.round((seconds % 1) * 1000);
  return `${part(seconds / 3600)}:${part((seconds / 60) % 60)}:${part(seconds % 60)}${mark}${part(ms, 3)}`;
}
