import type { MediaName } from '../dialects/dialect.ts';
import type { Json } from '../dialects/read-body.ts';
import type { Script } from '../script.ts';

/** A request's body: JSON, or a form with its file. */
export type MediaBody = { json: Json; form: FormData | null };

/** What is asked, as far as it chooses the script: a directive may stand in its words. */
export type MediaAsk = { model: string; words: string; stream: boolean };

/** What one answer is made with. report: notes a usage object, and hands back what is to be told; null = nothing. */
export type MakeContext = {
  script: Script;
  mode: 'test' | 'demo';
  report: (usage: Json) => Json | null;
};

/** An answer decided in full before its first byte is sent. The tokens are none where it is not billed by them. */
export type Made = {
  promptTokens: number;
  outputTokens: number;
  /** Its content type. */
  type: string;
  pieces: (string | Buffer)[];
};

/** Makes one kind of what is no answer of a chat. Throws BadRequest with the provider's words for what it does not take. */
export type MediaMaker = {
  name: MediaName;
  read(body: MediaBody): MediaAsk;
  make(body: MediaBody, context: MakeContext): Promise<Made>;
};

export const JSON_TYPE = 'application/json; charset=utf-8';
export const EVENT_TYPE = 'text/event-stream; charset=utf-8';
