'use client';
import { useState, type SubmitEvent } from 'react';
import { readError, type GekoError } from '../../lib/errors.ts';
import { formatWait } from '../../lib/format.ts';
import { fill } from '../../lib/fill.ts';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';

type SignedIn = { workspaceId: string | null };

type AuthForm = {
  isPending: boolean;
  /** A sentence about the whole form; null while there is none. */
  formError: string | null;
  /** The server's word on one field, by its contract name. */
  fieldError: (name: string) => string | undefined;
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
};

/**
 * Sends a form's fields, as strings by name, and leaves for `next` or the workspace once signed in.
 * A whole page load on purpose: nothing of the signed-out page may survive in memory.
 */
export function useAuthForm(
  send: (fields: Record<string, string>) => Promise<SignedIn>,
  { fields, next }: { fields: readonly string[]; next: string | null },
): AuthForm {
  const common = useMessages('common');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<GekoError | 'network' | null>(null);

  const submit = async (form: HTMLFormElement): Promise<void> => {
    setPending(true);
    setError(null);
    try {
      const sent = Object.fromEntries(fields.map((name) => [name, formText(form, name)]));
      const { workspaceId } = await send(sent);
      window.location.assign(next ?? (workspaceId === null ? '/' : `/w/${workspaceId}`));
    } catch (thrown) {
      const known = readError(thrown);
      setError(known ?? 'network');
      setPending(false);
      const atFault = known?.field === undefined ? null : form.elements.namedItem(known.field);
      if (atFault instanceof HTMLElement) atFault.focus();
    }
  };

  const isOfField = error !== null && error !== 'network' && fields.includes(error.field ?? '');
  return {
    isPending,
    formError:
      error === null || isOfField
        ? null
        : error === 'network'
          ? common.networkFailed
          : sentence(error, common.tryAgainIn),
    fieldError: (name) =>
      error !== null && error !== 'network' && error.field === name
        ? fieldSentence(error)
        : undefined,
    onSubmit: (event) => {
      event.preventDefault();
      if (!isPending) void submit(event.currentTarget);
    },
  };
}

function sentence(error: GekoError, tryAgainIn: string): string {
  if (error.retryAfterSeconds === undefined) return error.message;
  return `${error.message} ${fill(tryAgainIn, { wait: formatWait(error.retryAfterSeconds) })}`;
}

/** The server names the field as the contract does ("tenantName: must not be empty."); here it stands under its label. */
function fieldSentence({ field, message }: GekoError): string {
  const text = message.startsWith(`${field}: `) ? message.slice(`${field}: `.length) : message;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
