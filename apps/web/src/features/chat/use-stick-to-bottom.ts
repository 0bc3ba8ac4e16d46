'use client';
import { useCallback, useEffect, useRef, useState } from 'react';

/** Closer to the end than this counts as being there. */
const NEAR_END_PX = 48;

export type StickToBottom = {
  scroller: HTMLElement | null;
  setScroller: (element: HTMLElement | null) => void;
  setContent: (element: HTMLElement | null) => void;
  /** Whether the end is in sight, so that new text keeps it there. */
  isAtEnd: boolean;
  toEnd: () => void;
};

/**
 * Keeps the end of a growing page in sight while the reader is there, and lets go as soon as they scroll up.
 * Only the reader's own scrolling lets go: growing content never does.
 */
export function useStickToBottom(): StickToBottom {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [content, setContent] = useState<HTMLElement | null>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const isFollowing = useRef(true);
  const lastTop = useRef(0);

  const toEnd = useCallback(() => {
    isFollowing.current = true;
    setAtEnd(true);
    if (scroller !== null) scrollToEnd(scroller);
  }, [scroller]);

  useEffect(() => {
    if (scroller === null || content === null) return undefined;
    const onScroll = (): void => {
      const isNearEnd =
        scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop < NEAR_END_PX;
      if (scroller.scrollTop < lastTop.current && !isNearEnd) isFollowing.current = false;
      else if (isNearEnd) isFollowing.current = true;
      lastTop.current = scroller.scrollTop;
      setAtEnd(isFollowing.current);
    };
    const onWheel = (event: WheelEvent): void => {
      // Letting go at the first notch: otherwise text that grows faster than the wheel holds the reader.
      if (event.deltaY < 0 && scroller.scrollHeight > scroller.clientHeight) {
        isFollowing.current = false;
        setAtEnd(false);
      }
    };
    const follow = (): void => {
      if (isFollowing.current) scrollToEnd(scroller);
    };
    const observer = new ResizeObserver(follow);
    observer.observe(content);
    observer.observe(scroller);
    follow();
    scroller.addEventListener('scroll', onScroll, { passive: true });
    scroller.addEventListener('wheel', onWheel, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', onScroll);
      scroller.removeEventListener('wheel', onWheel);
    };
  }, [scroller, content]);

  return { scroller, setScroller, setContent, isAtEnd, toEnd };
}

function scrollToEnd(scroller: HTMLElement): void {
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: 'instant' });
}
