import { cn } from '@geko/ui/cn';

/** The mark: a curled gecko that is also a G. Decorative; put the name beside it or on the link around it. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn('size-7 shrink-0', className)}>
      <rect width="32" height="32" rx="9" className="fill-accent" />
      <path
        d="M22.6 11.2A8 8 0 1 0 24 16.4h-6.6"
        fill="none"
        strokeWidth="3.4"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-on-accent"
      />
      <circle cx="22.8" cy="11.2" r="2.5" className="fill-[#a8f0d2] dark:fill-[#0a7a5a]" />
    </svg>
  );
}

/** Mark and name. */
export function Logo({ name, className }: { name: string; className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2.5', className)}>
      <LogoMark />
      <span className="text-lg font-semibold tracking-tight text-fg">{name}</span>
    </span>
  );
}
