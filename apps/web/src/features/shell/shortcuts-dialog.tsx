'use client';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Kbd } from '@geko/ui/kbd';
import { useMessages } from '../../messages/use-messages.tsx';

/** ⌘ on Apple's machines, Ctrl elsewhere; this dialog is only ever drawn in a browser. */
function modKey(): string {
  return /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl';
}

/** The help behind "?". */
export function ShortcutsDialog({
  isOpen,
  onOpenChange,
}: {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const shell = useMessages('shell');
  const common = useMessages('common');
  const mod = modKey();
  const keys = {
    send: [mod, 'Enter'],
    stop: ['Esc'],
    newChat: [mod, 'Shift', 'O'],
    sidebar: [mod, 'B'],
    help: ['?'],
  } as const;
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <DialogContent title={shell.shortcuts} closeLabel={common.close} size="sm">
        <dl className="flex flex-col">
          {(Object.keys(keys) as (keyof typeof keys)[]).map((name) => (
            <div
              key={name}
              className="flex items-center justify-between gap-4 border-b border-line py-2.5 last:border-b-0"
            >
              <dt className="text-sm">{shell.shortcutList[name]}</dt>
              <dd className="flex gap-1">
                {keys[name].map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </DialogContent>
    </Dialog>
  );
}
