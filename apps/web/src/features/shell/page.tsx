import type { ReactNode } from 'react';

/** A page's width and margins, its heading, one sentence, and what belongs beside them. */
export function Page({
  title,
  lead,
  aside,
  children,
}: {
  title: string;
  lead: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="mx-auto w-full max-w-5xl px-4 py-6 sm:px-8 sm:py-8">
      <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
        <div>
          <h1 className="text-2xl leading-8 font-semibold tracking-tight">{title}</h1>
          <p className="mt-1 text-sm leading-5 text-muted">{lead}</p>
        </div>
        {aside}
      </header>
      <div className="mt-6 flex flex-col gap-6">{children}</div>
    </div>
  );
}
