import type { IncomingHttpHeaders } from 'node:http';
import { anthropic } from './anthropic.ts';
import { chatCompletions } from './chat-completions.ts';
import { chatVendorOf } from './chat-vendors.ts';
import type { Dialect } from './dialect.ts';
import { google } from './google.ts';
import { responses } from './responses.ts';

/** The dialect a path's end belongs to, under any prefix; null when no provider has such a path. */
export function selectDialect(path: string, headers: IncomingHttpHeaders): Dialect | null {
  if (path.endsWith('/chat/completions')) {
    return chatCompletions(chatVendorOf(path, headers['user-agent'] ?? ''));
  }
  if (path.endsWith('/responses')) return responses;
  if (path.endsWith('/messages')) return anthropic;
  return /:(stream)?generateContent$/i.test(path) ? google : null;
}
