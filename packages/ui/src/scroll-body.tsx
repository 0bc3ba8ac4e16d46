'use client';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { cn } from './cn.ts';

const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';

/**
 * The part of a panel that scrolls when it has to. Where nothing in it takes the focus it takes it itself, so that the
 * keyboard can scroll it.
 */
export function ScrollBody({ className, children }: { className?: string; children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  const [isFocusable, setFocusable] = useState(false);
  useEffect(() => {
    const body = ref.current;
    if (body === null) return;
    const look = () =>
      setFocusable(body.scrollHeight > body.clientHeight && body.querySelector(FOCUSABLE) === null);
    const observer = new ResizeObserver(look);
    for (const element of [body, ...body.children]) observer.observe(element);
    return () => observer.disconnect();
  }, [children]);
  return (
    <div
      ref={ref}
      {...(isFocusable ? { tabIndex: 0 } : {})}
      className={cn('min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2', className)}
    >
      {children}
    </div>
  );
}
