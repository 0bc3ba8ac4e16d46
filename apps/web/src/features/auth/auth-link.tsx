import Link from 'next/link';

/** The way from sign-in to register and back; it keeps where the person wanted to go. */
export function AuthLink({
  to,
  next,
  label,
}: {
  to: '/sign-in' | '/register';
  next: string | null;
  label: string;
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
