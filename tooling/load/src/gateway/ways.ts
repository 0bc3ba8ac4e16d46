import { randomUUID } from 'node:crypto';
import { askText, type Ask } from './ask.ts';
import type { Way } from './caller.ts';
import { someAddress, type Caller } from './ours.ts';

const MODEL = 'gpt-4o-mini';

/** What is asked for; whether as a stream. */
export type Wanted = Pick<Ask, 'chunks' | 'delayMs' | 'isStream'>;

function completionOf(wanted: Wanted): Pick<Way, 'body' | 'expects'> {
  const { chunks, isStream } = wanted;
  return {
    body: JSON.stringify({
      model: MODEL,
      ...(isStream ? { stream: true, stream_options: { include_usage: true } } : {}),
      messages: [{ role: 'user', content: askText(wanted) }],
    }),
    expects: { chunks, kind: isStream ? 'stream' : 'whole' },
  };
}

/** The provider itself, without anybody between. */
export function directly(providerUrl: string, wanted: Wanted): Way {
  return {
    url: `${providerUrl}/v1/chat/completions`,
    headers: { authorization: 'Bearer sk-bench' },
    ...completionOf(wanted),
  };
}

export function byPortkey(url: string, providerUrl: string, wanted: Wanted): Way {
  return {
    url: `${url}/v1/chat/completions`,
    headers: {
      authorization: 'Bearer sk-bench',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${providerUrl}/v1`,
    },
    ...completionOf(wanted),
  };
}

/** Geko's API for programs, by a key. */
export function byKey(url: string, key: string, wanted: Wanted): Way {
  return {
    url: `${url}/api/v1/chat/completions`,
    headers: { authorization: `Bearer ${key}`, ...someAddress() },
    ...completionOf(wanted),
  };
}

/** Geko's pages: a new conversation's first message. */
export function byPage(url: string, person: Caller, wanted: Wanted): Way {
  return {
    url: `${url}/api/chat`,
    headers: { cookie: person.cookie, origin: url, ...someAddress() },
    body: JSON.stringify({
      workspaceId: person.workspaceId,
      conversationId: randomUUID(),
      modelId: MODEL,
      message: { id: randomUUID(), text: askText(wanted) },
    }),
    expects: { chunks: wanted.chunks, kind: 'page' },
  };
}

/** One after the other, for ever. @throws Error where there is none */
export function inTurn<Item>(items: readonly Item[]): () => Item {
  let turn = 0;
  return () => {
    const item = items[turn % items.length];
    turn += 1;
    if (item === undefined) throw new Error('there is nobody to call');
    return item;
  };
}
