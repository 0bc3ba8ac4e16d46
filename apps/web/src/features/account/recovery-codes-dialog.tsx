'use client';
import { Button } from '@geko/ui/button';
import { buttonVariants } from '@geko/ui/button-variants';
import { CopyButton } from '@geko/ui/copy-button';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Download } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** Recovery codes, for the one time that they are shown. */
export function RecoveryCodesDialog({
  codes,
  email,
  onClose,
}: {
  codes: readonly string[];
  email: string;
  onClose: () => void;
}) {
  const texts = useMessages('account');
  const common = useMessages('common');
  const text = `${codes.join('\n')}\n`;
  const file = `${fill(texts.codesFileHead, { email })}\n\n${text}`;
  return (
    <Dialog open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <DialogContent
        title={texts.codesTitle}
        description={texts.codesLead}
        closeLabel={common.close}
        onInteractOutside={(event) => event.preventDefault()}
        onEscapeKeyDown={(event) => event.preventDefault()}
        footer={<Button onClick={onClose}>{texts.codesDone}</Button>}
      >
        <ol
          aria-label={texts.codesList}
          className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-xl border border-line bg-sunken px-5 py-4 text-center font-mono text-sm leading-6 select-all"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
        <div className="mt-4 flex flex-wrap gap-2">
          <CopyButton
            hasText
            variant="secondary"
            value={text}
            label={texts.copyCodes}
            copiedLabel={common.copied}
          />
          <a
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
            download={texts.codesFile}
            className={buttonVariants({ variant: 'secondary', size: 'sm' })}
          >
            <Download aria-hidden />
            {texts.downloadCodes}
          </a>
        </div>
      </DialogContent>
    </Dialog>
  );
}
