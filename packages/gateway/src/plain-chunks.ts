import { objectOf } from './providers/read-json.ts';

const CONTENT = '"content":"';
const MARK = 'geko';
/** What of a JSON string stands for itself. */
const PLAIN = /^[^"\\\u0000-\u001F]+$/u;

/**
 * Reads chunks of a stream that differ from an earlier one in their text alone, without parsing them: nearly all of an
 * answer. Exact: what stands before and after the text is compared byte by byte, and text that could end its JSON string,
 * or means anything but itself in there, is left to the parser.
 */
export class PlainChunks {
  private before: string | null = null;
  private after = '';

  /** The text of a chunk that is like the one learnt; null = it may be anything. */
  textOf(payload: string): string | null {
    const { before, after } = this;
    if (before === null || !payload.startsWith(before) || !payload.endsWith(after)) return null;
    if (payload.length <= before.length + after.length) return null;
    const text = payload.slice(before.length, payload.length - after.length);
    return PLAIN.test(text) ? text : null;
  }

  /** Learns from a chunk that its reader found to have this text, and to say nothing else. */
  learn(payload: string, text: string): void {
    if (!PLAIN.test(text)) return;
    const at = payload.indexOf(`${CONTENT}${text}"`);
    if (at === -1) return;
    const before = payload.slice(0, at + CONTENT.length);
    const after = payload.slice(before.length + text.length);
    // The first place that looks like the text's need not be it: with another text there, it must be what changed.
    if (contentOf(`${before}${MARK}${after}`) !== MARK) return;
    this.before = before;
    this.after = after;
  }
}

function contentOf(payload: string): unknown {
  try {
    const { choices } = objectOf(JSON.parse(payload));
    return Array.isArray(choices) ? objectOf(objectOf(choices[0])['delta'])['content'] : null;
  } catch {
    return null;
  }
}
