import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { initialsOf } from './initials.ts';

export interface AvatarProps extends Omit<ComponentProps<'span'>, 'children'> {
  name: string;
  size?: 'xs' | 'sm' | 'md' | 'lg';
  /** Round for people, square for workspaces. */
  shape?: 'circle' | 'square';
  /** True where the name stands beside it; it is then not read twice. */
  isDecorative?: boolean;
}

const sizes = {
  xs: 'size-5 text-[0.5625rem]',
  sm: 'size-7 text-2xs',
  md: 'size-8 text-xs',
  lg: 'size-12 text-base',
} as const;

const tones = [
  'bg-accent-soft text-accent-text',
  'bg-blue-soft text-blue-text',
  'bg-warning-soft text-warning-text',
  'bg-violet-soft text-violet-text',
  'bg-active text-muted',
] as const;

/** Initials on a soft ground; the same name always gets the same tone. */
export function Avatar({
  name,
  size = 'md',
  shape = 'circle',
  isDecorative = false,
  className,
  ...props
}: AvatarProps) {
  const hash = Array.from(name).reduce(
    (sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973,
    7,
  );
  return (
    <span
      {...(isDecorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
      className={cn(
        'inline-flex shrink-0 items-center justify-center font-semibold select-none',
        shape === 'circle' ? 'rounded-full' : size === 'xs' ? 'rounded-xs' : 'rounded-md',
        sizes[size],
        tones[hash % tones.length],
        className,
      )}
      {...props}
    >
      <span aria-hidden>{initialsOf(name)}</span>
    </span>
  );
}
