import type { JSONObject, JSONValue } from '@ai-sdk/provider';
import type { CompletionEnd } from '../completion.ts';
import { objectOf } from '../providers/read-json.ts';
import { SseLines } from '../sse-lines.ts';
import { messageEvent } from './message-events.ts';
import { toMessageUsage } from './message-usage.ts';

/** What an answer says, in order: pieces of one block follow each other. */
type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'thinking'; text: string }
  /** start: the block that it begins; null = more of the arguments of one that has begun. */
  | { kind: 'tool'; call: number; start: JSONObject | null; text: string };

/** Tells an answer in OpenAI's dialect as Anthropic's would come: event by event, and as a whole at its end. */
export class MessageTranslator {
  private readonly lines = new SseLines();
  private readonly frame: JSONObject;
  private readonly showsThinking: boolean;
  private readonly inputTokens: number;
  private hasBegun = false;
  private finishReason: string | null = null;
  private blocks = 0;
  /** The block that is being told: its kind, and of calls which. */
  private open: string | null = null;
  /** Where calls are told, by their place in the answer. */
  private readonly callBlocks = new Map<number, number>();

  /** inputTokens: our own count, as the provider's comes only at the end. */
  constructor(facts: { id: string; model: string; inputTokens: number; showsThinking: boolean }) {
    const { id, model } = facts;
    this.frame = { id, type: 'message', role: 'assistant', model };
    this.inputTokens = facts.inputTokens;
    this.showsThinking = facts.showsThinking;
  }

  /** The events that tell what these say. */
  events(sse: string): string {
    return this.lines
      .add(sse)
      .map((payload) => this.chunk(objectOf(JSON.parse(payload))))
      .join('');
  }

  /** The end of a call, in Anthropic's words. */
  end(end: CompletionEnd): CompletionEnd {
    const choice = firstOf(end.answer?.['choices']);
    const content = choice && this.contentOf(objectOf(choice['message']));
    const reason = choice?.['finish_reason'] ?? this.finishReason;
    const hasCalled = this.callBlocks.size > 0 || content?.some(({ type }) => type === 'tool_use');
    const stopped = {
      stop_reason: stopReason(typeof reason === 'string' ? reason : '', hasCalled === true),
      stop_sequence: null,
    };
    return {
      ...end,
      answer: content ? { ...this.frame, content, ...stopped } : null,
      frame: { delta: stopped },
      reportedUsage: toMessageUsage(end.usage),
    };
  }

  private chunk(chunk: JSONObject): string {
    const choice = firstOf(chunk['choices']);
    if (choice === null) return '';
    const told = this.piecesOf(objectOf(choice['delta'])).map((piece) => this.tell(piece));
    const reason = choice['finish_reason'];
    if (typeof reason === 'string' && reason !== '') {
      this.finishReason = reason;
      told.push(this.close());
    }
    return this.begin() + told.join('');
  }

  private begin(): string {
    if (this.hasBegun) return '';
    this.hasBegun = true;
    const usage = {
      input_tokens: this.inputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 0,
    };
    const message = { ...this.frame, content: [], stop_reason: null, stop_sequence: null, usage };
    return messageEvent('message_start', { message });
  }

  private tell(piece: Piece): string {
    if (piece.kind === 'text') {
      const opened = this.openBlock('text', { type: 'text', text: '' });
      return opened + this.delta({ type: 'text_delta', text: piece.text });
    }
    if (piece.kind === 'thinking') {
      const opened = this.openBlock('thinking', { type: 'thinking', thinking: '', signature: '' });
      return opened + this.delta({ type: 'thinking_delta', thinking: piece.text });
    }
    const opened = piece.start === null ? '' : this.openBlock(`tool ${piece.call}`, piece.start);
    if (piece.start !== null) this.callBlocks.set(piece.call, this.blocks - 1);
    if (piece.text === '') return opened;
    const delta = { type: 'input_json_delta', partial_json: piece.text };
    return opened + this.delta(delta, this.callBlocks.get(piece.call));
  }

  private openBlock(name: string, block: JSONObject): string {
    if (this.open === name) return '';
    const closed = this.close();
    this.open = name;
    this.blocks += 1;
    const start = { index: this.blocks - 1, content_block: block };
    return closed + messageEvent('content_block_start', start);
  }

  private delta(delta: JSONObject, index: number = this.blocks - 1): string {
    return messageEvent('content_block_delta', { index, delta });
  }

  private close(): string {
    if (this.open === null) return '';
    this.open = null;
    return messageEvent('content_block_stop', { index: this.blocks - 1 });
  }

  private contentOf(message: JSONObject): JSONObject[] {
    return this.piecesOf(message).map((piece): JSONObject => {
      if (piece.kind === 'text') return { type: 'text', text: piece.text };
      if (piece.kind === 'thinking') {
        return { type: 'thinking', thinking: piece.text, signature: '' };
      }
      return { ...piece.start, input: parseInput(piece.text) };
    });
  }

  /** What a delta or a message says; Mistral puts its thinking and its answer into lists of parts. */
  private piecesOf(said: JSONObject): Piece[] {
    const parts = Array.isArray(said['content']) ? said['content'].map(objectOf) : [];
    const thinking = [
      ...textsOf(said['reasoning_content'] ?? said['reasoning']),
      ...parts.flatMap((part) => textsOf(part['thinking'])),
    ];
    const calls = Array.isArray(said['tool_calls']) ? said['tool_calls'].map(objectOf) : [];
    return [
      ...(this.showsThinking ? piecesIn('thinking', thinking) : []),
      ...piecesIn('text', [...textsOf(said['content']), ...textsOf(said['refusal'])]),
      ...calls.map((call, place) => this.toolPiece(call, place)),
    ];
  }

  private toolPiece(call: JSONObject, place: number): Piece {
    const { name, arguments: text } = objectOf(call['function']);
    const index = typeof call['index'] === 'number' ? call['index'] : place;
    const isKnown = this.callBlocks.has(index);
    const extra = call['extra_content'];
    const start = {
      type: 'tool_use',
      id: call['id'] ?? '',
      name: name ?? '',
      input: {},
      ...(extra === undefined || extra === null ? {} : { extra_content: extra }),
    };
    return {
      kind: 'tool',
      call: index,
      start: isKnown ? null : start,
      text: typeof text === 'string' ? text : '',
    };
  }
}

function stopReason(word: string, hasCalled: boolean): string {
  if (word === 'length') return 'max_tokens';
  if (word === 'content_filter') return 'refusal';
  return hasCalled ? 'tool_use' : 'end_turn';
}

function firstOf(choices: JSONValue | undefined): JSONObject | null {
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  return typeof first === 'object' && first !== null ? objectOf(first) : null;
}

/** The words of a text, or of the texts in a list of parts. */
function textsOf(said: JSONValue | undefined): string[] {
  if (Array.isArray(said)) return said.flatMap((part) => textsOf(objectOf(part)['text']));
  return typeof said === 'string' && said !== '' ? [said] : [];
}

function piecesIn(kind: 'text' | 'thinking', texts: readonly string[]): Piece[] {
  return texts.length === 0 ? [] : [{ kind, text: texts.join('') }];
}

/** Of what a model wrote: it may be no JSON, and then it is its own words. */
function parseInput(text: string): JSONValue {
  try {
    return JSON.parse(text === '' ? '{}' : text) as JSONValue;
  } catch {
    return text;
  }
}
