import type { ReactNode } from 'react';

/** The one calm card of a page before sign-in, with its way to the other page under it. */
export function AuthCard({
  title,
  lead,
  footer,
  children,
}: {
  title: string;
  lead: string;
  footer: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="w-full max-w-100">
      <section className="rounded-2xl border border-line bg-surface p-6 shadow-sm sm:p-8">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-1 text-sm leading-5 text-muted">{lead}</p>
        <div className="mt-6">{children}</div>
      </section>
      <p className="mt-6 text-center text-sm text-muted">{footer}</p>
    </div>
  );
}
