'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { Textarea } from '@geko/ui/textarea';
import { useId, useState, type SubmitEvent } from 'react';
import { fill, plural } from '../../lib/fill.ts';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { formErrorText } from './form-error-text.ts';

/** As many characters as the server reads. */
const MOST_CHARS = 8_000_000;

/** Takes a price list, of a file or pasted, and tells what it brought. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { prices: words } = useMessages('admin');
  const common = useMessages('common');
  const formId = useId();
  const utils = trpc.useUtils();
  const [problem, setProblem] = useState<string | null>(null);
  const send = trpc.money.importPrices.useMutation({
    onSuccess: () => void utils.money.candidates.invalidate(),
  });
  const result = send.data;
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const file = new FormData(form).get('file');
    const isFile = file instanceof File && file.size > 0;
    const list = isFile ? await file.text() : formText(form, 'list').trim();
    const found =
      list === '' ? words.nothingToImport : list.length > MOST_CHARS ? words.tooLarge : null;
    setProblem(found);
    if (found === null) send.mutate({ list });
  };
  const failure =
    problem ?? formErrorText(send.error, { fields: [], networkFailed: common.networkFailed });
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={words.import}
        description={words.importLead}
        closeLabel={common.close}
        footer={
          result === undefined ? (
            <>
              <Button variant="secondary" onClick={onClose}>
                {common.cancel}
              </Button>
              <Button type="submit" form={formId} isLoading={send.isPending}>
                {words.importNow}
              </Button>
            </>
          ) : (
            <Button autoFocus onClick={onClose}>
              {common.close}
            </Button>
          )
        }
      >
        {result === undefined ? (
          <form
            id={formId}
            noValidate
            onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
              event.preventDefault();
              if (!send.isPending) void submit(event.currentTarget);
            }}
            className="flex flex-col gap-4"
          >
            {failure === null ? null : (
              <Callout tone="danger" role="alert">
                {failure}
              </Callout>
            )}
            <Field label={words.file}>
              <Input name="file" type="file" accept=".json,application/json" className="py-1.5" />
            </Field>
            <Field label={words.paste}>
              <Textarea
                name="list"
                rows={6}
                spellCheck={false}
                autoComplete="off"
                className="font-mono text-xs"
              />
            </Field>
          </form>
        ) : (
          <div role="status" className="flex flex-col gap-2 text-sm">
            <p className="font-medium">
              {plural(words.imported, result.candidates + result.quarantined)}
            </p>
            <p className="text-muted">
              {fill(words.importedMore, {
                quarantined: result.quarantined,
                unchanged: result.unchanged,
              })}
            </p>
            {result.skipped.length === 0 ? null : (
              <div className="mt-2">
                <p className="font-medium">{words.skipped}</p>
                <ul className="list-disc ps-5 text-muted">
                  {result.skipped.map((line) => (
                    <li key={line} className="break-words">
                      {line}
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </div>
        )}
      </DialogContent>
    </Dialog>
  );
}
