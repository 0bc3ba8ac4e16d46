'use client';
import type { TotpSetup } from '@geko/contracts/account';
import { Button } from '@geko/ui/button';
import { CopyButton } from '@geko/ui/copy-button';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useId, useRef } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { FormProblem } from '../auth/form-problem.tsx';
import { useAuthForm } from '../auth/use-auth-form.ts';
import { QrCode } from './qr-code.tsx';

/** Shows the secret to an authenticator app, and asks for a first code of it. */
export function ScanDialog({
  setup,
  onConfirmed,
  onClose,
}: {
  setup: TotpSetup;
  onConfirmed: (recoveryCodes: readonly string[]) => void;
  onClose: () => void;
}) {
  const texts = useMessages('account');
  const common = useMessages('common');
  const formId = useId();
  const codeInput = useRef<HTMLInputElement>(null);
  const confirm = trpc.account.confirmTotp.useMutation();
  const form = useAuthForm({
    fields: ['code'],
    send: async ({ code = '' }) => await confirm.mutateAsync({ code }),
    onDone: ({ codes }) => {
      onConfirmed(codes);
      return false;
    },
    fieldOf: { INVALID_CODE: 'code' },
  });
  return (
    <Dialog open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <DialogContent
        title={texts.enableTitle}
        description={texts.scanLead}
        closeLabel={common.close}
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          codeInput.current?.focus();
        }}
        // A stray press beside the dialog must not throw the secret away.
        onInteractOutside={(event) => event.preventDefault()}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={form.isPending}>
              {texts.enableConfirm}
            </Button>
          </>
        }
      >
        <div className="flex flex-col items-center gap-4 sm:flex-row sm:items-start">
          <QrCode text={setup.uri} label={texts.qrLabel} />
          <div className="min-w-0 flex-1 self-stretch">
            <p className="text-sm leading-5 text-muted">{texts.manual}</p>
            <div className="mt-2 flex items-center gap-1 rounded-md border border-line bg-sunken py-1 ps-3 pe-1">
              <code className="min-w-0 flex-1 font-mono text-[0.8125rem] leading-5 wrap-anywhere select-all">
                {setup.secret.match(/.{1,4}/gu)?.join(' ')}
              </code>
              <CopyButton value={setup.secret} label={texts.copyKey} copiedLabel={common.copied} />
            </div>
            <a
              href={setup.uri}
              className="mt-3 inline-block rounded-xs text-sm font-medium text-accent-text underline decoration-1 underline-offset-4 hover:decoration-2"
            >
              {texts.openApp}
            </a>
          </div>
        </div>
        <form id={formId} onSubmit={form.onSubmit} className="mt-5 flex flex-col gap-4">
          <FormProblem problem={form.formError} />
          <Field label={texts.code} hint={texts.codeHint} error={form.fieldError('code')}>
            <Input
              ref={codeInput}
              name="code"
              required
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={7}
              className="max-w-40 font-mono tracking-[0.2em]"
            />
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
