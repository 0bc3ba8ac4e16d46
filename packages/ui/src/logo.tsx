import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

const body =
  'M23.6 9.6C23.2 9 22.1 6.7 20.8 6S17.7 5.4 16.1 5.5 13.1 5.9 11.7 6.4 8.7 7.7 7.7 8.8 5.8 11.5 5.3 12.9 4.7 16.2 4.9 17.7 5.9 20.8 6.8 22 8.9 24.4 10.2 25.1 13 26.3 14.5 26.4 17.5 26.5 18.8 26 21.5 24.7 22.5 23.8 24.5 21.6 25 20.3 26.1 17.4 25.7 16.2 24.1 13.2 23 12.7 19.6 13.4 18.9 13.6A.4.4 0 0 0 19.1 14.2C19.6 14.3 21.7 14.3 22.4 14.7S23.4 15.5 23.5 16.2 23.1 18.3 22.6 19.2 21.5 21.1 20.7 21.7 18.9 22.7 17.9 22.9 15.9 23.2 15 23 13.1 22.3 12.4 21.7 11.1 20.3 10.7 19.5 10.1 17.9 10.1 17 10 15.2 10.2 14.4 10.9 12.9 11.5 12.2 12.6 10.7 13.4 10.2 15.2 9.6 16.1 9.7 17.6 10.5 18.5 10.9 21 11.6 21.5 11.8A1.6 1.6 0 0 0 23.6 9.6Z';

export interface LogoMarkProps extends Omit<ComponentProps<'svg'>, 'children'> {
  /** Accessible name; leave it out where the name stands beside the mark. */
  label?: string;
}

/** The mark: a gecko curled into the letter G. */
export function LogoMark({ label, className, ...props }: LogoMarkProps) {
  return (
    <svg
      viewBox="0 0 32 32"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
      className={cn('size-7 shrink-0', className)}
      {...props}
    >
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g className="fill-on-accent stroke-on-accent" transform="translate(1.5 1.1) scale(.92)">
        <path d={body} stroke="none" />
        <path
          d="M12.8 6.6Q10.6 6 9.6 3.7M14.6 9.4Q16.4 10.6 15.8 13M8.2 22.6Q5.6 22.8 4.4 25.2M11.6 20.8Q12.6 18.6 15 18.9"
          fill="none"
          strokeWidth="1.7"
          strokeLinecap="round"
        />
        <path
          d="M9.6 3.7h0M15.8 13h0M4.4 25.2h0M15 18.9h0"
          fill="none"
          strokeWidth="2.9"
          strokeLinecap="round"
        />
      </g>
      <circle cx="20.5" cy="8.4" r=".9" className="fill-accent" />
    </svg>
  );
}

export interface LogoProps extends Omit<ComponentProps<'span'>, 'children'> {
  /** The word beside the mark: the product's name. */
  name: string;
}

/** Mark and word. */
export function Logo({ name, className, ...props }: LogoProps) {
  return (
    <span className={cn('inline-flex items-center gap-2.5 text-fg', className)} {...props}>
      <LogoMark />
      <span className="text-[1.0625rem] leading-none font-semibold tracking-tight">{name}</span>
    </span>
  );
}
