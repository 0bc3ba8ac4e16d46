'use client';
import { useCallback, useEffect, useRef, useState } from 'react';

/** How far beyond the screen rows are drawn in full. */
const MARGIN_PX = 1200;

export type NearRows = {
  isNear: (id: string) => boolean;
  /** Ref of a row; the element must carry data-row-id. */
  observe: (element: HTMLElement | null) => (() => void) | undefined;
};

/**
 * Which rows of a long list are, or ever were, near the screen. Rows once near stay so: drawing them back
 * to plain text would make the page jump. The last `atFirst` ids count as near from the start.
 */
export function useNearRows(
  root: HTMLElement | null,
  ids: readonly string[],
  atFirst: number,
): NearRows {
  const [near, setNear] = useState<ReadonlySet<string>>(new Set());
  const observer = useRef<IntersectionObserver | null>(null);
  const elements = useRef(new Set<HTMLElement>());

  useEffect(() => {
    if (root === null) return undefined;
    const watching = new IntersectionObserver(
      (entries) => {
        const seen = entries
          .filter(({ isIntersecting }) => isIntersecting)
          .map(({ target }) => target);
        if (seen.length === 0) return;
        for (const element of seen) watching.unobserve(element);
        setNear(
          (before) =>
            new Set([
              ...before,
              ...seen.map((element) =>
                element instanceof HTMLElement ? (element.dataset['rowId'] ?? '') : '',
              ),
            ]),
        );
      },
      { root, rootMargin: `${MARGIN_PX}px 0px` },
    );
    observer.current = watching;
    for (const element of elements.current) watching.observe(element);
    return () => watching.disconnect();
  }, [root]);

  const observe = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    elements.current.add(element);
    observer.current?.observe(element);
    return () => {
      elements.current.delete(element);
      observer.current?.unobserve(element);
    };
  }, []);
  const lastIds = new Set(ids.slice(-atFirst));
  return { isNear: (id) => near.has(id) || lastIds.has(id), observe };
}
