'use client';
import { Button } from '@geko/ui/button';
import { CopyButton } from '@geko/ui/copy-button';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useRef } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** A key that was made just now, and whom it was mailed to. */
export type ToldKey = { key: string; isMailed: boolean; email: string };

/** Shows a licence's key for the one time that there is. */
export function KeyTold({
  told: { key, isMailed, email },
  returnFocus,
  onClose,
}: {
  told: ToldKey;
  /** Brings the focus back when it closes. */
  returnFocus: (event: Event) => void;
  onClose: () => void;
}) {
  const { issued: texts } = useMessages('licences').admin;
  const common = useMessages('common');
  const shown = useRef<HTMLInputElement>(null);
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={texts.title}
        description={isMailed ? fill(texts.mailed, { email }) : texts.notMailed}
        closeLabel={common.close}
        onCloseAutoFocus={returnFocus}
        onInteractOutside={(event) => event.preventDefault()}
        onEscapeKeyDown={(event) => event.preventDefault()}
        footer={
          <Button variant="secondary" onClick={onClose}>
            {texts.done}
          </Button>
        }
      >
        <div className="flex flex-col gap-3">
          <Field label={texts.label}>
            <Input
              ref={shown}
              readOnly
              value={key}
              autoComplete="off"
              onFocus={(event) => event.currentTarget.select()}
              className="font-mono"
            />
          </Field>
          <CopyButton
            hasText
            autoFocus
            variant="primary"
            size="md"
            value={key}
            label={texts.copy}
            copiedLabel={common.copied}
            onCopyError={() => shown.current?.focus()}
            className="self-start"
          />
        </div>
      </DialogContent>
    </Dialog>
  );
}
