'use client';
import { useMutation } from '@tanstack/react-query';
import type { NewSecret, SecretDriver } from '@geko/contracts/provider-keys';
import { useEffect, type RefObject } from 'react';
import { readSecret } from './secret-draft.ts';
import { useKeyChange } from './use-key-change.ts';

/** A call that takes a secret with it. */
type Call = (secret: NewSecret) => Promise<unknown>;

/**
 * Sends what a form says of a secret. It is read out of its field at the moment of sending and goes into the request alone:
 * what a mutation is given, React Query keeps for minutes.
 */
export function useSecretSender({
  form,
  driver,
  title,
  onSent,
}: {
  form: RefObject<HTMLFormElement | null>;
  driver: SecretDriver;
  /** What is said when it is done. */
  title: string;
  onSent: () => void;
}): { send: (call: Call) => void; isSending: boolean; error: unknown } {
  const { done } = useKeyChange();
  const { mutate, isPending, error } = useMutation({
    // Offline it fails at once; else it would wait, and the secret with it.
    networkMode: 'always',
    mutationFn: async (call: Call) => {
      const secret = form.current === null ? null : readSecret(form.current, driver);
      if (secret !== null) await call(secret);
    },
    onSuccess: async () => {
      onSent();
      await done(title);
    },
  });
  useEffect(() => {
    // The field that the server refused may be out of sight.
    if (error !== null) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [error, form]);
  return { send: (call) => mutate(call), isSending: isPending, error };
}
