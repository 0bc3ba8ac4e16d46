import Link from 'next/link';
import type { ReactNode } from 'react';

/** A way from one page around sign-in to another; it keeps where the person wanted to go. */
export function AuthLink({
  to,
  next = null,
  label,
}: {
  to: '/sign-in' | '/register' | '/reset-password' | '/';
  next?: string | null;
  label: ReactNode;
}) {
  return (
    <Link
      href={next === null ? to : `${to}?next=${encodeURIComponent(next)}`}
      className="rounded-xs font-medium text-accent-text underline decoration-1 underline-offset-4 hover:decoration-2"
    >
      {label}
    </Link>
  );
}
