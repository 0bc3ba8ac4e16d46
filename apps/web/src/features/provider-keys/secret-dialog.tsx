'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { useId, type ReactNode, type RefObject, type SubmitEvent } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { keyFormError } from './key-form-error.ts';
import type { Closing } from './opened.ts';

/** A form that sends a secret: it does not close while it sends, and says what was wrong with all of it. */
export function SecretDialog({
  form,
  title,
  lead,
  action,
  isSending,
  error,
  children,
  onSubmit,
  onClose,
  returnFocus,
}: Closing & {
  form: RefObject<HTMLFormElement | null>;
  title: string;
  lead: string;
  /** The word on the button that sends it. */
  action: string;
  isSending: boolean;
  error: Parameters<typeof keyFormError>[0];
  children: ReactNode;
  onSubmit: (form: HTMLFormElement) => void;
}) {
  const common = useMessages('common');
  const formId = useId();
  const problem = keyFormError(error, common.networkFailed);
  const close = (): void => (isSending ? undefined : onClose());
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onSubmit(event.currentTarget);
  };
  return (
    <Dialog open onOpenChange={close}>
      <DialogContent
        title={title}
        description={lead}
        closeLabel={common.close}
        onCloseAutoFocus={returnFocus}
        footer={
          <>
            <Button variant="secondary" disabled={isSending} onClick={close}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={isSending}>
              {action}
            </Button>
          </>
        }
      >
        <form
          ref={form}
          id={formId}
          noValidate
          autoComplete="off"
          onSubmit={submit}
          className="flex flex-col gap-4"
        >
          {problem === null ? null : (
            <Callout tone="danger" role="alert">
              {problem}
            </Callout>
          )}
          {children}
        </form>
      </DialogContent>
    </Dialog>
  );
}
