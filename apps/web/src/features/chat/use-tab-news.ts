'use client';
import { useEffect, useEffectEvent, useRef } from 'react';

const CHANNEL = 'geko:chat';

/**
 * Tells other tabs of this browser that something happened in a conversation, and hears it from them.
 * Only the name travels; what happened is asked from the server.
 */
export function useTabNews(name: string, onNews: () => void): () => void {
  const channel = useRef<BroadcastChannel | null>(null);
  const hear = useEffectEvent((news: unknown) => {
    if (news === name) onNews();
  });
  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return undefined;
    const opened = new BroadcastChannel(CHANNEL);
    opened.onmessage = ({ data }: MessageEvent<unknown>) => hear(data);
    channel.current = opened;
    return () => {
      channel.current = null;
      opened.close();
    };
  }, []);
  return () => channel.current?.postMessage(name);
}
