'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';

export interface CopyButtonProps extends Omit<
  ButtonProps,
  'value' | 'children' | 'asChild' | 'isLoading' | 'onCopy'
> {
  /** Text to copy, or a function that makes it at the moment of the press. */
  value: string | (() => string);
  label: string;
  /** Shown and announced for two seconds after copying. */
  copiedLabel: string;
  hasText?: boolean;
  /** Called when the browser refuses the clipboard. */
  onCopyError?: () => void;
}

/** Copies a text and says so. */
export function CopyButton({
  value,
  label,
  copiedLabel,
  hasText = false,
  onCopyError,
  variant = 'ghost',
  size = 'sm',
  ...props
}: CopyButtonProps) {
  const [copies, setCopies] = useState(0);
  useEffect(() => {
    if (copies === 0) return undefined;
    const timer = setTimeout(() => setCopies(0), 2000);
    return () => clearTimeout(timer);
  }, [copies]);

  const isCopied = copies > 0;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof value === 'function' ? value() : value);
      setCopies((count) => count + 1);
    } catch {
      onCopyError?.();
    }
  };
  const icon = isCopied ? (
    <Check aria-hidden className="text-success-text" />
  ) : (
    <Copy aria-hidden />
  );
  const shared = { variant, size, onClick: () => void copy(), ...props };
  return (
    <>
      {hasText ? (
        <Button {...shared}>
          {icon}
          {isCopied ? copiedLabel : label}
        </Button>
      ) : (
        <IconButton label={label} {...shared}>
          {icon}
        </IconButton>
      )}
      <VisuallyHidden role="status">{isCopied ? copiedLabel : ''}</VisuallyHidden>
    </>
  );
}
