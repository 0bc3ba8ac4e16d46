import { normaliseChatUsage, readChatChunk } from './chat-usage.ts';
import { createCompatibleModel, PLAIN_RELAY } from './compatible.ts';
import { noCallOptions, type Provider } from './provider.ts';

/** The demonstration server of an installation without keys; it is on loopback and asks for no secret. */
export const DEMO_KEY = 'demo';

export const demo: Provider = {
  id: 'demo',
  createModel: (upstream) => createCompatibleModel('demo', upstream),
  callOptions: noCallOptions,
  normaliseUsage: normaliseChatUsage,
  relay: PLAIN_RELAY,
  fetchesPictures: false,
  readRaw: readChatChunk,
};
