'use client';
import { Slot } from 'radix-ui/slot';
import type { ComponentProps } from 'react';
import { buttonVariants, type ButtonVariants } from './button-variants.ts';
import { cn } from './cn.ts';
import { Spinner } from './spinner.tsx';

export interface ButtonProps extends ComponentProps<'button'>, ButtonVariants {
  /** Draws the single child (a link, say) as the button. `isLoading` has no effect then. */
  asChild?: boolean;
  /** Busy: keeps width and focus, shows a spinner, ignores presses. */
  isLoading?: boolean;
}

/** The button; `type` is `button` unless said otherwise, so that it never submits a form by accident. */
export function Button({
  variant,
  size,
  asChild = false,
  isLoading = false,
  className,
  children,
  onClick,
  ...props
}: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size }), className);
  if (asChild) {
    return (
      <Slot className={classes} onClick={onClick} {...props}>
        {children}
      </Slot>
    );
  }
  return (
    <button
      type="button"
      className={classes}
      aria-busy={isLoading || undefined}
      aria-disabled={isLoading || undefined}
      // Cancelling the click also stops a submit button, pressed or triggered by Enter, from submitting twice.
      onClick={isLoading ? (event) => event.preventDefault() : onClick}
      {...props}
    >
      {isLoading ? (
        <>
          <span className="absolute inset-0 flex items-center justify-center">
            <Spinner />
          </span>
          <span className="inline-flex items-center gap-2 opacity-0">{children}</span>
        </>
      ) : (
        children
      )}
    </button>
  );
}
