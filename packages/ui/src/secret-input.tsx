'use client';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from './icon-button.tsx';
import { Input, type InputProps } from './input.tsx';

export interface SecretInputProps extends Omit<InputProps, 'type' | 'icon'> {
  /** Names of the button that shows what was typed, and hides it again. */
  showLabel: string;
  hideLabel: string;
}

/** A password or the like, with a button that shows it. */
export function SecretInput({ showLabel, hideLabel, ...props }: SecretInputProps) {
  const [isShown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input
        type={isShown ? 'text' : 'password'}
        className="pe-11"
        spellCheck={false}
        autoCapitalize="none"
        {...props}
      />
      <IconButton
        label={isShown ? hideLabel : showLabel}
        aria-pressed={isShown}
        size="sm"
        className="absolute end-0.5 top-1/2 -translate-y-1/2"
        onClick={() => setShown((was) => !was)}
      >
        {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </IconButton>
    </div>
  );
}
