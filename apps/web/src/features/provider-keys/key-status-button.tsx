'use client';
import { Button, type ButtonProps } from '@geko/ui/button';
import { cn } from '@geko/ui/cn';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { ChevronDown } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import type { Open } from './opened.ts';

const load = () => import('./key-status-menu.tsx');
const KeyStatusMenu = lazy(async () => ({ default: (await load()).KeyStatusMenu }));

const dots = { active: 'bg-success', draining: 'bg-warning', disabled: 'bg-line-strong' } as const;

/** The button with a key's status; the menu draws it too, as its trigger. */
export function KeyStatusTrigger({
  providerKey: { alias, status },
  ...props
}: Omit<ButtonProps, 'children'> & { providerKey: ProviderKey }) {
  const texts = useMessages('providerKeys');
  return (
    <Button
      size="sm"
      variant="secondary"
      aria-haspopup="menu"
      aria-label={fill(texts.statusOf, { key: alias, status: texts.statuses[status] })}
      {...props}
    >
      <span aria-hidden className={cn('size-2 rounded-full', dots[status])} />
      {texts.statuses[status]}
      <ChevronDown aria-hidden />
    </Button>
  );
}

/** A key's status, to be changed. The menu's code comes with the first touch of the button. */
export function KeyStatusButton(props: { providerKey: ProviderKey; onOpen: Open }) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <KeyStatusTrigger
      providerKey={props.providerKey}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <KeyStatusMenu {...props} />
    </Suspense>
  );
}
