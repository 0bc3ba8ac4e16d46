'use client';
import { useCallback, useMemo, useState } from 'react';
import { rowsInSight, startsOf, type PlacedRow } from './row-window.ts';

/** Scrolling is looked at in steps of this: less than any row, and far less than the rows drawn ahead. */
const STEP_PX = 32;

export type RowWindow = {
  /** Ref of the element that scrolls. */
  scroller: (element: HTMLElement | null) => (() => void) | undefined;
  rows: PlacedRow[];
  totalPx: number;
};

/**
 * Draws of a long list only the rows in sight. Their heights are known (`sizes`, in pixels; keep the array while nothing
 * changes), so nothing has to be measured but the scroller.
 */
export function useRowWindow(sizes: readonly number[], overscan: number): RowWindow {
  const [sight, setSight] = useState({ top: 0, height: 0 });
  const starts = useMemo(() => startsOf(sizes), [sizes]);
  const scroller = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const look = (): void => {
      const top = Math.floor(element.scrollTop / STEP_PX) * STEP_PX;
      const height = element.clientHeight + STEP_PX;
      setSight((before) =>
        before.top === top && before.height === height ? before : { top, height },
      );
    };
    look();
    const resizes = new ResizeObserver(look);
    resizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return {
    scroller,
    rows: rowsInSight({ starts, ...sight, overscan }),
    totalPx: starts.at(-1) ?? 0,
  };
}
