import { countTokens as countWith, decode, encode } from 'gpt-tokenizer/encoding/o200k_base';
import type { PromptMessage } from './dialects/dialect.ts';

/** Text that looks like a control token (`<|endoftext|>`) is counted as the plain text it is. */
const asPlainText = { disallowedSpecial: new Set<string>() };

const TOKENS_PER_MESSAGE = 3;
const TOKENS_PER_PROMPT = 3;

/** A stretch of text that can be sent alone, with the tokens it is worth (more than one only inside a character). */
export type Piece = { text: string; tokens: number };

/** o200k_base tokens of a text. */
export function countTokens(text: string): number {
  return countWith(text, asPlainText);
}

/** Input tokens of a prompt: the text of each message, 3 a message for its frame, 3 to open the answer. */
export function countPromptTokens(messages: readonly PromptMessage[]): number {
  const content = messages.reduce((sum, message) => sum + countTokens(message.text), 0);
  return content + messages.length * TOKENS_PER_MESSAGE + TOKENS_PER_PROMPT;
}

/**
 * Cuts a text into its tokens. Tokens that end inside a UTF-8 character are joined to the next, so every piece is
 * valid text and the pieces put together are the text.
 */
export function splitIntoPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let tokens = 0;
  for (const token of encode(text, asPlainText)) {
    tokens += 1;
    const decoded = decode([token]);
    if (decoded === '') continue;
    pieces.push({ text: decoded, tokens });
    tokens = 0;
  }
  return pieces;
}

/** The longest run of leading pieces worth at most `limit` tokens. */
export function takeTokens(pieces: readonly Piece[], limit: number): Piece[] {
  const taken: Piece[] = [];
  let left = limit;
  for (const piece of pieces) {
    if (piece.tokens > left) break;
    left -= piece.tokens;
    taken.push(piece);
  }
  return taken;
}

/** Joins neighbouring pieces until each is worth at least `tokensPerChunk` tokens (the last may be worth less). */
export function groupPieces(pieces: readonly Piece[], tokensPerChunk: number): Piece[] {
  const groups: Piece[] = [];
  let open: Piece | undefined;
  for (const piece of pieces) {
    open = open ? { text: open.text + piece.text, tokens: open.tokens + piece.tokens } : piece;
    if (open.tokens >= tokensPerChunk) {
      groups.push(open);
      open = undefined;
    }
  }
  if (open) groups.push(open);
  return groups;
}

/** Tokens of all pieces together. */
export function sumTokens(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.tokens, 0);
}

/** Text of all pieces together. */
export function joinText(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join('');
}
