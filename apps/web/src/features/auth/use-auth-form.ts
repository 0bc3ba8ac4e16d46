'use client';
import type { ErrorCode } from '@geko/contracts/errors';
import { useState, type SubmitEvent } from 'react';
import { readError, type GekoError } from '../../lib/errors.ts';
import { fieldSentence } from '../../lib/field-problem.ts';
import { fill } from '../../lib/fill.ts';
import { formatWait } from '../../lib/format-wait.ts';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';

type AuthForm = {
  isPending: boolean;
  /** A sentence about the whole form; null while there is none. */
  formError: string | null;
  /** The server's word on one field, by its contract name. */
  fieldError: (name: string) => string | undefined;
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
};

type AuthFormOptions<Result> = {
  fields: readonly string[];
  /** Sends the fields, as strings by name. */
  send: (fields: Record<string, string>) => Promise<Result>;
  /** What follows. True when the page is being left: the form then stays busy until it is gone. */
  onDone: (result: Result, fields: Record<string, string>) => boolean;
  /** Fields that an error is about, though the server names none. */
  fieldOf?: Partial<Record<ErrorCode, string>>;
  /** Errors that another page or step answers. True when it is dealt with. */
  onError?: (code: ErrorCode) => boolean;
};

/** A form of the pages around sign-in and of the account: sends once at a time, and puts the server's words where they belong. */
export function useAuthForm<Result>(options: AuthFormOptions<Result>): AuthForm {
  const { fields, send, onDone, fieldOf = {}, onError } = options;
  const common = useMessages('common');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<GekoError | 'network' | null>(null);

  const submit = async (form: HTMLFormElement): Promise<void> => {
    setPending(true);
    setError(null);
    try {
      const sent = Object.fromEntries(fields.map((name) => [name, formText(form, name)]));
      const isLeaving = onDone(await send(sent), sent);
      if (!isLeaving) setPending(false);
    } catch (thrown) {
      const known = readError(thrown);
      setPending(false);
      if (known !== null && onError?.(known.code) === true) return;
      setError(known ?? 'network');
      const field = known?.field ?? (known === null ? undefined : fieldOf[known.code]);
      const atFault = field === undefined ? null : form.elements.namedItem(field);
      if (atFault instanceof HTMLInputElement) {
        atFault.focus();
        atFault.select();
      }
    }
  };

  const known = error === 'network' ? null : error;
  const field = known === null ? undefined : (known.field ?? fieldOf[known.code]);
  const isOfField = field !== undefined && fields.includes(field);
  return {
    isPending,
    formError:
      error === 'network'
        ? common.networkFailed
        : known === null || isOfField
          ? null
          : sentence(known, common.tryAgainIn),
    fieldError: (name) =>
      known !== null && isOfField && field === name ? fieldSentence(known) : undefined,
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
