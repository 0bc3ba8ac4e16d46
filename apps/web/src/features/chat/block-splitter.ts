import { Lexer } from 'marked';

/** One top-level piece of Markdown; start is its offset in the text and stays its key while streaming. */
export type Block = { start: number; raw: string };

export type BlockSplitter = (text: string) => readonly Block[];

/** More items than this, and a list is cut into several blocks, so that a long one is not parsed anew each time. */
const ITEMS_PER_BLOCK = 12;

/**
 * Splits Markdown into top-level blocks while it grows. Blocks joined together are the text (with \r\n and \r
 * as \n, as in CommonMark). All but the tail keep their identity from call to call, so that a memoised
 * renderer skips them, and only the tail is lexed again. The tail holds the last two blocks, because what comes
 * can still change them: a paragraph becomes a heading, "2" the next item of the list before it.
 */
export function createBlockSplitter(): BlockSplitter {
  let closed: Block[] = [];
  let closedEnd = 0;
  let previous = '';

  return (input) => {
    const text = input.includes('\r') ? input.replace(/\r\n|\r/g, '\n') : input;
    if (!text.startsWith(previous)) {
      closed = [];
      closedEnd = 0;
    }
    previous = text;

    const tail = lexBlocks(text.slice(closedEnd), closedEnd);
    const openFrom = Math.max(0, tail.length - 2);
    if (openFrom > 0) {
      closed = [...closed, ...tail.slice(0, openFrom)];
      closedEnd = tail[openFrom]?.start ?? closedEnd;
    }
    return [...closed, ...tail.slice(openFrom)];
  };
}

/** Blocks of one text, blank lines joined to the block before them. */
function lexBlocks(text: string, offset: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  for (const token of new Lexer({ gfm: true }).blockTokens(text, [])) {
    // Pieces are cut by length: marked's own raw may differ in a blank ("* " at the end becomes "*\n").
    const lengths = token.type === 'list' ? listPieceLengths(token) : [token.raw.length];
    for (const length of lengths) {
      const raw = text.slice(at, at + length);
      const last = blocks.at(-1);
      if (token.type === 'space' && last !== undefined) last.raw += raw;
      else blocks.push({ start: offset + at, raw });
      at += length;
    }
  }
  // Should marked ever drop text, it is one block rather than a wrong one.
  if (at !== text.length) return [{ start: offset, raw: text }];
  return blocks;
}

/** Lengths of the pieces of a list token: groups of whole items, the last with what is left. */
function listPieceLengths(token: { raw: string; items?: readonly { raw: string }[] }): number[] {
  const lengths: number[] = [];
  let left = token.raw.length;
  const items = token.items ?? [];
  for (let from = 0; from + ITEMS_PER_BLOCK < items.length; from += ITEMS_PER_BLOCK) {
    const group = items.slice(from, from + ITEMS_PER_BLOCK);
    const length = group.reduce((sum, item) => sum + item.raw.length, 0);
    lengths.push(length);
    left -= length;
  }
  return [...lengths, left];
}
