'use client';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { initialsOf } from './initials.ts';

export interface AvatarProps extends Omit<ComponentProps<'span'>, 'children'> {
  name: string;
  /** Address of their picture; without one, and when it cannot be fetched, initials stand there. */
  image?: string | null | undefined;
  size?: 'xs' | 'sm' | 'md' | 'lg' | 'xl';
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
  xl: 'size-18 text-2xl',
} as const;

const tones = [
  'bg-accent-soft text-accent-text',
  'bg-blue-soft text-blue-text',
  'bg-warning-soft text-warning-text',
  'bg-violet-soft text-violet-text',
  'bg-active text-muted',
] as const;

/** A picture, or initials on a soft ground; the same name always gets the same tone. */
export function Avatar({
  name,
  image,
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
        'relative inline-flex shrink-0 items-center justify-center overflow-hidden font-semibold select-none',
        shape === 'circle' ? 'rounded-full' : size === 'xs' ? 'rounded-xs' : 'rounded-md',
        sizes[size],
        tones[hash % tones.length],
        className,
      )}
      {...props}
    >
      <span aria-hidden>{initialsOf(name)}</span>
      {image === undefined || image === null ? null : (
        <img
          key={image}
          src={image}
          alt=""
          draggable={false}
          // A picture that does not come must not stand as a broken one over the initials.
          onError={(event) => {
            event.currentTarget.hidden = true;
          }}
          className="absolute inset-0 size-full bg-surface object-cover"
        />
      )}
    </span>
  );
}
