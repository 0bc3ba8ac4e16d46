'use client';
import { SecretInput, type SecretInputProps } from '@geko/ui/secret-input';
import { useMessages } from '../../messages/use-messages.tsx';

/** A password with a button that shows it. */
export function PasswordInput(props: Omit<SecretInputProps, 'showLabel' | 'hideLabel'>) {
  const auth = useMessages('auth');
  return <SecretInput showLabel={auth.showPassword} hideLabel={auth.hidePassword} {...props} />;
}
