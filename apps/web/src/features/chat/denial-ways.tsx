'use client';
import { Button } from '@geko/ui/button';
import Link from 'next/link';
import { useId } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { DenialAsk } from './denial-ask.tsx';
import { DenialOwners } from './denial-owners.tsx';
import type { Way } from './denial-view.ts';

type Props = {
  ways: readonly Way[];
  onSwitchModel: (modelId: string) => void;
  onRetry: () => void;
  /** Opens the plans. */
  onUpgrade: () => void;
};

/** The ways on, each with its button; the first that has one is the main one. */
export function DenialWays({ ways, ...doings }: Props) {
  const { denial } = useMessages('chat');
  const id = useId();
  const main = ways.findIndex(({ kind }) => kind !== 'wait' && kind !== 'ask_owner');
  if (ways.length === 0) return null;
  return (
    <ul aria-label={denial.ways.label} className="flex flex-col gap-2">
      {ways.map((way, index) => (
        <li
          key={`${way.kind} ${way.text}`}
          className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border border-line px-3.5 py-2.5 text-sm"
        >
          <span id={`${id}-${index}`} className="min-w-0 flex-1 basis-44 text-fg">
            {way.text}
            {way.kind === 'ask_owner' ? <DenialOwners /> : null}
          </span>
          <WayButton way={way} isMain={index === main} describedBy={`${id}-${index}`} {...doings} />
        </li>
      ))}
    </ul>
  );
}

function WayButton({
  way,
  isMain,
  describedBy,
  onSwitchModel,
  onRetry,
  onUpgrade,
}: Omit<Props, 'ways'> & { way: Way; isMain: boolean; describedBy: string }) {
  const look = {
    size: 'sm',
    variant: isMain ? 'primary' : 'secondary',
    'aria-describedby': describedBy,
  } as const;
  switch (way.kind) {
    case 'switch_model':
      return (
        <Button {...look} className="max-w-full" onClick={() => onSwitchModel(way.modelId)}>
          <span className="truncate">{way.label}</span>
        </Button>
      );
    case 'ask_admin':
      return <DenialAsk limitId={way.limitId} label={way.label} look={look} />;
    case 'upgrade':
      return (
        <Button {...look} aria-haspopup="dialog" onClick={onUpgrade}>
          {way.label}
        </Button>
      );
    case 'link':
      return (
        <Button asChild {...look}>
          <Link href={way.url}>{way.label}</Link>
        </Button>
      );
    case 'retry':
      return (
        <Button {...look} onClick={onRetry}>
          {way.label}
        </Button>
      );
    case 'ask_owner':
    case 'wait':
      return null;
  }
}
