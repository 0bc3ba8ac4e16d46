'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useId, useState, type ReactNode, type SubmitEvent } from 'react';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { formErrorText } from './form-error-text.ts';
import { parsePercent } from './percent.ts';

/** Asks for a percentage, and by its children for what it is on; isComplete: whether that has been said. */
export function MarkupDialog({
  title,
  children,
  isComplete,
  isSaving,
  error,
  onSave,
  onClose,
}: {
  title: string;
  children: ReactNode;
  isComplete: boolean;
  isSaving: boolean;
  error: unknown;
  onSave: (bps: number) => void;
  onClose: () => void;
}) {
  const { markups: words, notPercent, percentHint } = useMessages('admin');
  const common = useMessages('common');
  const formId = useId();
  const [isWrong, setWrong] = useState(false);
  const problem = formErrorText(error, { fields: [], networkFailed: common.networkFailed });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const bps = parsePercent(formText(event.currentTarget, 'percent'));
    setWrong(bps === null);
    if (bps !== null && isComplete && !isSaving) onSave(bps);
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={title}
        description={words.dialogLead}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={isSaving} disabled={!isComplete}>
              {common.save}
            </Button>
          </>
        }
      >
        <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
          {problem === null ? null : (
            <Callout tone="danger" role="alert">
              {problem}
            </Callout>
          )}
          {children}
          <Field label={words.markup} hint={percentHint} error={isWrong ? notPercent : undefined}>
            <Input name="percent" inputMode="decimal" autoComplete="off" className="sm:w-48" />
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
