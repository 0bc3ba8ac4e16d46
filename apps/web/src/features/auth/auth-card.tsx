'use client';
import { useEffect, useRef, type ReactNode } from 'react';

/**
 * The one calm card of a page around sign-in, with its ways elsewhere under it. With `takesFocus` its heading has the
 * focus when the card appears: for a step that takes another one's place and has no field to go to.
 */
export function AuthCard({
  title,
  lead,
  icon,
  footer,
  takesFocus = false,
  children,
}: {
  title: string;
  lead: ReactNode;
  icon?: ReactNode;
  footer?: ReactNode;
  takesFocus?: boolean;
  children?: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  return (
    <div className="w-full max-w-100">
      <section className="rounded-2xl border border-line bg-surface p-6 shadow-sm sm:p-8">
        {icon === undefined ? null : (
          <div
            aria-hidden
            className="mb-4 flex size-11 items-center justify-center rounded-xl bg-accent-soft text-accent-text [&_svg]:size-5"
          >
            {icon}
          </div>
        )}
        <h1
          ref={heading}
          tabIndex={-1}
          className="text-xl font-semibold tracking-tight text-balance wrap-anywhere outline-none"
        >
          {title}
        </h1>
        <p className="mt-1 text-sm leading-5 wrap-anywhere text-muted">{lead}</p>
        {children === undefined ? null : <div className="mt-6">{children}</div>}
      </section>
      {footer === undefined ? null : (
        <p className="mt-6 text-center text-sm text-muted">{footer}</p>
      )}
    </div>
  );
}
