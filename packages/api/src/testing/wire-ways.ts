import type { TestHouse, TestServer } from './test-house.ts';
import type { TestPerson } from './test-person.ts';

/** Whose calls they are, by which key: one at a time. */
export type Lane = { person: TestPerson; secret: string };

/** What an event of a stream tells its reader. */
export type Told = { text?: string; end?: 'done' | 'error' };

type Asked = {
  house: TestHouse;
  server: TestServer;
  lane: Lane;
  script: string;
  signal: AbortSignal;
  id: string;
};

/** A way from a program or a page to a provider and back. */
export type Way = {
  name: string;
  /** Puts a question whose answer follows a script; id: the call's, where its caller chooses it. */
  ask(asked: Asked): Promise<Response>;
  /** What one payload of its stream says. */
  read(payload: string): Told;
  /** The dialect of its provider. */
  dialect: 'openai' | 'anthropic' | 'google';
  /** The provider's bytes are passed on as they come; else they are read by its SDK package. */
  isRelay: boolean;
  /** What its reader must do to stop the provider; null = leaving is enough. */
  stop: ((lane: Lane, id: string) => Promise<unknown>) | null;
};

type Chunk = {
  type?: string;
  delta?: string | { text?: string };
  choices?: { delta?: { content?: string } }[];
  error?: unknown;
  data?: { status?: string };
};

const readOpenAI = (payload: string): Told => {
  if (payload === '[DONE]') return { end: 'done' };
  const { choices, error } = JSON.parse(payload) as Chunk;
  if (error !== undefined) return { end: 'error' };
  return { text: choices?.[0]?.delta?.content ?? '' };
};

const readAnthropic = (payload: string): Told => {
  const { type, delta } = JSON.parse(payload) as Chunk;
  if (type === 'error') return { end: 'error' };
  if (type === 'message_stop') return { end: 'done' };
  return { text: typeof delta === 'object' ? (delta.text ?? '') : '' };
};

const readTurn = (payload: string): Told => {
  if (payload === '[DONE]') return { end: 'done' };
  const { type, delta, data } = JSON.parse(payload) as Chunk;
  if (type === 'data-end' && data?.status === 'failed') return { end: 'error' };
  return { text: type === 'text-delta' && typeof delta === 'string' ? delta : '' };
};

const post = ({ house, server, lane, signal }: Asked, path: string, body: object) => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${lane.secret}` };
  return house.fetch(path, { method: 'POST', headers, body: JSON.stringify(body), signal }, server);
};
const words = ({ script }: Asked) => `Hello [[fake: ${script}]]`;

const completions = (name: string, model: string, rest: Pick<Way, 'dialect' | 'isRelay'>): Way => ({
  name,
  ask: (asked) =>
    post(asked, '/api/v1/chat/completions', {
      model,
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: 200,
      messages: [{ role: 'user', content: words(asked) }],
    }),
  read: readOpenAI,
  stop: null,
  ...rest,
});

export const ways = {
  relay: completions('chat/completions passed on to OpenAI', 'gpt-5-nano', {
    dialect: 'openai',
    isRelay: true,
  }),
  toAnthropic: completions('chat/completions translated for Anthropic', 'claude-haiku-4-5', {
    dialect: 'anthropic',
    isRelay: false,
  }),
  toGoogle: completions('chat/completions translated for Google', 'gemini-2.5-flash-lite', {
    dialect: 'google',
    isRelay: false,
  }),
  messages: {
    name: 'messages passed on to Anthropic',
    ask: (asked) =>
      post(asked, '/api/v1/messages', {
        model: 'claude-haiku-4-5',
        stream: true,
        max_tokens: 200,
        messages: [{ role: 'user', content: words(asked) }],
      }),
    read: readAnthropic,
    dialect: 'anthropic',
    isRelay: true,
    stop: null,
  },
  turn: {
    name: 'a turn of the chat',
    ask: ({ lane: { person }, server, signal, id, script }) =>
      person.post(
        '/api/chat',
        {
          workspaceId: person.workspaceId,
          conversationId: id,
          modelId: 'gpt-5-nano',
          message: { id, text: `Hello [[fake: ${script}]]` },
        },
        { server, signal },
      ),
    read: readTurn,
    dialect: 'openai',
    isRelay: false,
    stop: ({ person }, id) =>
      person.mutate('chat.stop', { workspaceId: person.workspaceId, conversationId: id }),
  },
} satisfies Record<string, Way>;
