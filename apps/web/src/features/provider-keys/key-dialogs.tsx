'use client';
import type { RefObject } from 'react';
import { AddKeyDialog } from './add-key-dialog.tsx';
import { DisableKey } from './disable-key.tsx';
import { EditKeyDialog } from './edit-key-dialog.tsx';
import type { Opened } from './opened.ts';
import { RemoveKey } from './remove-key.tsx';
import { ReplaceSecretDialog } from './replace-secret-dialog.tsx';
import { returnFocus } from './return-focus.ts';
import { SwitchOff } from './switch-off.tsx';

/** The dialog that is open over the page. */
export function KeyDialogs({
  opened,
  canSeal,
  returnTo,
  onClose,
}: {
  opened: Opened;
  canSeal: boolean;
  returnTo: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const closing = { onClose, returnFocus: returnFocus(returnTo) };
  switch (opened.kind) {
    case 'add':
      return <AddKeyDialog provider={opened.provider} canSeal={canSeal} {...closing} />;
    case 'edit':
      return <EditKeyDialog edited={opened.key} {...closing} />;
    case 'secret':
      return <ReplaceSecretDialog replaced={opened.key} canSeal={canSeal} {...closing} />;
    case 'remove':
      return <RemoveKey removed={opened.key} {...closing} />;
    case 'disable':
      return <DisableKey disabled={opened.key} {...closing} />;
    case 'switch_off':
      return <SwitchOff provider={opened.provider} {...closing} />;
  }
}
