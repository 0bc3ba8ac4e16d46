'use client';
import { IconButton } from '@geko/ui/icon-button';
import { Input, type InputProps } from '@geko/ui/input';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';

/** A password with a button that shows it. */
export function PasswordInput(props: Omit<InputProps, 'type' | 'icon'>) {
  const auth = useMessages('auth');
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
        label={isShown ? auth.hidePassword : auth.showPassword}
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
