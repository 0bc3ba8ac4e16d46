'use client';
import { useCallback, useLayoutEffect, useRef, type ComponentProps } from 'react';
import { cn } from './cn.ts';
import { controlClasses } from './control-classes.ts';
import { useFieldControl } from './field.tsx';

export interface TextareaProps extends ComponentProps<'textarea'> {
  /** Grows with its text, up to `maxRows`. */
  isAutoGrow?: boolean;
  /** Most lines before it scrolls; 12 by default. */
  maxRows?: number;
  /** Without border, ground and ring, for a composer that draws its own frame. */
  isBare?: boolean;
}

/** Fits the height to the text where the browser cannot do it by `field-sizing`. */
function fitHeight(element: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  element.style.height = 'auto';
  element.style.height = `${element.scrollHeight}px`;
}

/** A text control of several lines; inside a `Field` it is tied to its label, hint and error. */
export function Textarea({
  isAutoGrow = false,
  isBare = false,
  maxRows = 12,
  rows = 3,
  className,
  style,
  ref,
  onInput,
  ...props
}: TextareaProps) {
  const inner = useRef<HTMLTextAreaElement | null>(null);
  useLayoutEffect(() => {
    if (isAutoGrow && inner.current !== null) fitHeight(inner.current);
  }, [isAutoGrow, props.value]);

  const setRef = useCallback(
    (element: HTMLTextAreaElement | null) => {
      inner.current = element;
      if (typeof ref === 'function') return ref(element);
      if (ref) ref.current = element;
      return undefined;
    },
    [ref],
  );

  return (
    <textarea
      ref={setRef}
      rows={rows}
      className={cn(
        isBare
          ? 'w-full bg-transparent text-[0.9375rem] leading-6 text-fg outline-none placeholder:text-subtle pointer-coarse:text-base'
          : `${controlClasses} py-2 leading-6`,
        isAutoGrow ? 'field-sizing-content resize-none' : 'resize-y',
        className,
      )}
      style={
        isAutoGrow
          ? {
              minHeight: `calc(${rows}lh + 1rem)`,
              maxHeight: `calc(${maxRows}lh + 1rem)`,
              ...style,
            }
          : style
      }
      onInput={(event) => {
        if (isAutoGrow) fitHeight(event.currentTarget);
        onInput?.(event);
      }}
      {...props}
      {...useFieldControl(props)}
    />
  );
}
