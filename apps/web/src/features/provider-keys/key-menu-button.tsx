'use client';
import { IconButton, type IconButtonProps } from '@geko/ui/icon-button';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import type { Open } from './opened.ts';

const load = () => import('./key-menu.tsx');
const KeyMenu = lazy(async () => ({ default: (await load()).KeyMenu }));

/** The button with the three dots; the menu draws it too, as its trigger. */
export function KeyMenuTrigger({
  alias,
  ...props
}: Omit<IconButtonProps, 'label'> & { alias: string }) {
  const texts = useMessages('providerKeys');
  return (
    <IconButton
      size="sm"
      aria-haspopup="menu"
      label={fill(texts.more, { key: alias })}
      className="-me-2"
      {...props}
    >
      <Ellipsis aria-hidden />
    </IconButton>
  );
}

/** What can be done with a key. The menu's code comes with the first touch of the button. */
export function KeyMenuButton(props: {
  providerKey: ProviderKey;
  isProviderBroken: boolean;
  onOpen: Open;
}) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <KeyMenuTrigger
      alias={props.providerKey.alias}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <KeyMenu {...props} />
    </Suspense>
  );
}
