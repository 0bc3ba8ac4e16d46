'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { useId, useState, type ReactNode } from 'react';
import { signInPath } from '../../lib/next-path.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { useAuthForm } from '../auth/use-auth-form.ts';
import { useLeave } from '../auth/use-leave.ts';
import { ProofFields } from './proof-fields.tsx';

type ProofDialogProps<Result> = {
  title: string;
  description: string;
  submitLabel: string;
  tone?: 'primary' | 'danger';
  hasPassword: boolean;
  /** Names of the fields beside the password. */
  fields: readonly string[];
  /** Draws them above the password. */
  renderFields?: (errorOf: (name: string) => string | undefined) => ReactNode;
  /** The password stands first, under this label: where the fields are about another one. */
  firstLabel?: string;
  send: (fields: Record<string, string>, proof: { password: string | null }) => Promise<Result>;
  /** True when the page is being left. */
  onDone: (result: Result, fields: Record<string, string>) => boolean;
  onClose: () => void;
};

/** A dialog for what only the person themselves may do. Their fields, their proof, one press. */
export function ProofDialog<Result>(props: ProofDialogProps<Result>) {
  const { hasPassword, fields, renderFields, send, onDone, onClose } = props;
  const texts = useMessages('account');
  const common = useMessages('common');
  const formId = useId();
  const [isStale, setStale] = useState(false);
  const again = useLeave();
  const form = useAuthForm({
    fields: [...fields, ...(hasPassword ? ['password'] : [])],
    send: async (sent) => await send(sent, { password: sent['password'] ?? null }),
    onDone,
    fieldOf: { INVALID_CREDENTIALS: 'password', INVALID_CODE: 'code' },
    onError: (code) => {
      setStale(code === 'CONFIRM_IDENTITY');
      return code === 'CONFIRM_IDENTITY';
    },
  });
  const signInAgain = async (): Promise<string> => {
    await callApi.auth.logout.mutate();
    return signInPath(window.location.pathname);
  };
  const proof = isStale ? null : (
    <ProofFields
      hasPassword={hasPassword}
      label={props.firstLabel ?? texts.proofPassword}
      error={form.fieldError('password')}
    />
  );
  return (
    <Dialog open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <DialogContent
        title={props.title}
        description={props.description}
        closeLabel={common.close}
        // Focus begins in the first field rather than on the button that closes.
        onOpenAutoFocus={(event) => {
          const first = document
            .getElementById(formId)
            ?.querySelector<HTMLElement>('input:not([readonly])');
          if (first === null || first === undefined) return;
          event.preventDefault();
          first.focus();
        }}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button
              type="submit"
              form={formId}
              variant={props.tone ?? 'primary'}
              isLoading={form.isPending}
            >
              {props.submitLabel}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={form.onSubmit} className="flex flex-col gap-4">
          <FormProblem problem={form.formError ?? again.problem} />
          {isStale ? (
            <Callout
              tone="warning"
              role="alert"
              action={
                <Button
                  variant="secondary"
                  size="sm"
                  isLoading={again.isPending}
                  onClick={() => again.leave(signInAgain)}
                >
                  {texts.signInAgain}
                </Button>
              }
            >
              {texts.proofRecent}
            </Callout>
          ) : null}
          {props.firstLabel === undefined ? null : proof}
          {renderFields?.(form.fieldError)}
          {props.firstLabel === undefined ? proof : null}
        </form>
      </DialogContent>
    </Dialog>
  );
}
