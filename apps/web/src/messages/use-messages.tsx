'use client';
import { createContext, use, type ReactNode } from 'react';
import type { Messages } from './messages.ts';

const MessagesContext = createContext<Partial<Messages>>({});

/**
 * Hands messages to the client components below, beside those handed in further up. The server sends
 * only the areas a page needs, in one language, so that no script carries sentences.
 */
export function MessagesProvider({
  messages,
  children,
}: {
  messages: Partial<Messages>;
  children: ReactNode;
}) {
  const above = use(MessagesContext);
  return <MessagesContext value={{ ...above, ...messages }}>{children}</MessagesContext>;
}

/** The sentences of an area, in a client component. Throws when no layout above handed the area in. */
export function useMessages<Area extends keyof Messages>(area: Area): Messages[Area] {
  const messages = use(MessagesContext)[area];
  if (messages === undefined) throw new Error(`no MessagesProvider above with the area "${area}"`);
  return messages;
}
