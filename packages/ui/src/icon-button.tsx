'use client';
import { Button, type ButtonProps } from './button.tsx';
import { cn } from './cn.ts';

export interface IconButtonProps extends Omit<ButtonProps, 'asChild' | 'aria-label'> {
  /** What the button does; an icon alone has no name. Wrap in `<Tooltip content={label}>` to show it too. */
  label: string;
}

const widths = {
  sm: 'w-8 pointer-coarse:w-10',
  md: 'w-9 pointer-coarse:w-10',
  lg: 'w-11',
} as const;

/** A square button with an icon for content. */
export function IconButton({
  label,
  size,
  variant = 'ghost',
  className,
  ...props
}: IconButtonProps) {
  const side = size ?? 'md';
  return (
    <Button
      aria-label={label}
      size={side}
      variant={variant}
      className={cn('px-0 [&_svg]:size-4', widths[side], className)}
      {...props}
    />
  );
}
