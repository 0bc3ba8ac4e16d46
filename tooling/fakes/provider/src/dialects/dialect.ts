import type { IncomingHttpHeaders } from 'node:http';

export type ChatVendor = 'openai' | 'mistral' | 'deepseek' | 'groq' | 'openai-compatible';

/** What is made beside answers, as OpenAI's API has it. */
export type MediaName = 'embeddings' | 'images' | 'speech' | 'transcriptions';

/** `chat:*` are the vendors that share the path /chat/completions and differ in its details. */
export type DialectName = `chat:${ChatVendor}` | 'responses' | 'anthropic' | 'google';

/** One message of a prompt, its text parts put together; a system prompt is a message. */
export type PromptMessage = { role: string; text: string };

/** What a dialect reads from a request. */
export type ProviderRequest = {
  model: string;
  stream: boolean;
  messages: PromptMessage[];
  /** null: no limit asked for. */
  maxTokens: number | null;
  /** Whether the request wants usage in the stream (OpenAI leaves it out unless asked). */
  wantsUsage: boolean;
  /** Whether the request wants to see the reasoning where the provider hides it. */
  wantsReasoning: boolean;
};

/** Token counts to report, whole amounts so far. `prompt` includes cached and cache-written tokens. */
export type UsageCounts = {
  prompt: number;
  cached: number;
  cacheWrite: number;
  text: number;
  reasoning: number;
};

/** Why an answer ended by itself; filter: the provider's own censor cut it off. */
export type Finish = 'stop' | 'length' | 'filter';

/** What a writer may ask of the answer it writes. */
export type AnswerContext = {
  request: ProviderRequest;
  /** Unique in this run of the server; made into the ids of the dialect. */
  id: string;
  createdAtSeconds: number;
  /** The function that the answer calls; null = it is text. */
  tool: string | null;
  /** Counts to report now; null when usage must be left out. */
  usage(): UsageCounts | null;
  /** Notes a usage object that is being written, and hands it back. */
  report<T extends Record<string, unknown>>(usage: T): T;
};

/** A whole answer, for bodies. `finish` null: none is given. */
export type WholeAnswer = { reasoning: string; text: string; finish: Finish | null };

/** Writes one answer in one dialect. Streaming methods give server-sent events as text, '' for nothing to send. */
export type AnswerWriter = {
  start(): string;
  reasoning(text: string): string;
  text(text: string): string;
  /** Everything from the finish reason on, with usage once or twice. */
  end(finish: Finish, usageTimes: 1 | 2): string;
  /** An event cut off in the middle of its JSON. */
  badJson(): string;
  /** The error event of an overloaded provider. */
  error(): string;
  body(answer: WholeAnswer): Record<string, unknown>;
  /** Response headers of every answer. */
  headers: Record<string, string>;
};

export type ErrorKind =
  | 'missing-key'
  | 'bad-key'
  | 'bad-request'
  | 'rate-limit'
  | 'server-error'
  | 'overloaded';

export type ErrorAnswer = {
  status: number;
  body: Record<string, unknown>;
  headers?: Record<string, string>;
};

export type Dialect = {
  name: DialectName;
  /** The key in the request's headers (or query, where the dialect allows it); null without one. */
  readKey(headers: IncomingHttpHeaders, url: URL): string | null;
  /** Throws BadRequest with the provider's words when the request is not one it takes. */
  readRequest(body: Record<string, unknown>, url: URL): ProviderRequest;
  errorAnswer(kind: ErrorKind, message: string, retryAfterSeconds?: number): ErrorAnswer;
  writer(context: AnswerContext): AnswerWriter;
};

/** A request the provider refuses with status 400; the message is shown to the client. */
export class BadRequest extends Error {}
