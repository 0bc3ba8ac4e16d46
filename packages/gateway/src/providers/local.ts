import { normaliseChatUsage, readChatChunk } from './chat-usage.ts';
import { createCompatibleModel, PLAIN_RELAY } from './compatible.ts';
import { noCallOptions, type Provider } from './provider.ts';

/** Models that run on the server itself, behind a door of its own on loopback. */
export const local: Provider = {
  id: 'local',
  createModel: (upstream) => createCompatibleModel('local', upstream),
  callOptions: noCallOptions,
  normaliseUsage: normaliseChatUsage,
  relay: PLAIN_RELAY,
  fetchesPictures: false,
  readRaw: readChatChunk,
};
