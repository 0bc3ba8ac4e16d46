'use client';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { controlClasses } from './control-classes.ts';
import { useFieldControl } from './field.tsx';

export interface InputProps extends ComponentProps<'input'> {
  /** Drawn inside, at the start; decoration only. */
  icon?: ReactNode;
}

/** A one-line text control; inside a `Field` it is tied to its label, hint and error. */
export function Input({ icon, className, ...props }: InputProps) {
  const control = (
    <input
      className={cn(
        controlClasses,
        'h-9 pointer-coarse:h-10',
        icon !== undefined && 'ps-9',
        className,
      )}
      {...props}
      {...useFieldControl(props)}
    />
  );
  if (icon === undefined) return control;
  return (
    <div className="relative">
      <span
        aria-hidden
        className="pointer-events-none absolute inset-y-0 start-3 flex items-center text-subtle [&_svg]:size-4"
      >
        {icon}
      </span>
      {control}
    </div>
  );
}
