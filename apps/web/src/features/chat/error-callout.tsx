'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { cn } from '@geko/ui/cn';
import { IconButton } from '@geko/ui/icon-button';
import { X } from 'lucide-react';
import Link from 'next/link';
import { useState, type ReactNode } from 'react';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { DenialNotice } from './denial-notice.tsx';
import type { Denial } from './denial.ts';
import { errorView, type ErrorAction } from './error-view.ts';

type Props = {
  error: unknown;
  /** null = there is nothing to send again, since the text is back in the composer. */
  onRetry: (() => void) | null;
  /** Chooses another model and sends again with it. */
  onSwitchModel: (modelId: string) => void;
  onDismiss?: () => void;
  extraAction?: ReactNode;
};

/** An error of sending with what can be done about it. */
export function ErrorCallout({ error, onRetry, onSwitchModel, onDismiss, extraAction }: Props) {
  const chat = useMessages('chat');
  const usage = useMessages('usage');
  const [opened, setOpened] = useState<Denial | null>(null);
  const view = errorView(error, { chat, usage }, useFormat());
  const actions = view.actions.filter((action) => action.kind !== 'retry' || onRetry !== null);
  return (
    <Callout
      role="alert"
      tone={view.tone}
      title={view.title}
      className={cn('relative', onDismiss !== undefined && 'pe-11')}
      action={
        actions.length === 0 && extraAction === undefined ? undefined : (
          <>
            {actions.map((action, index) => (
              <ActionButton
                key={action.label}
                action={action}
                isMain={index === 0}
                onRetry={onRetry}
                onOpenDenial={setOpened}
              />
            ))}
            {extraAction}
          </>
        )
      }
    >
      {view.text} {view.waitText}
      {view.requestId === null ? null : (
        <p className="mt-1 text-xs">
          {chat.errors.requestId} <code className="font-mono select-all">{view.requestId}</code>
        </p>
      )}
      {onDismiss === undefined ? null : (
        <IconButton
          label={chat.errors.dismiss}
          size="sm"
          className="absolute end-1.5 top-1.5"
          onClick={onDismiss}
        >
          <X aria-hidden />
        </IconButton>
      )}
      {opened === null ? null : (
        <DenialNotice
          denial={opened}
          isSent
          onSwitchModel={(modelId) => {
            setOpened(null);
            onSwitchModel(modelId);
          }}
          onRetry={() => {
            setOpened(null);
            onRetry?.();
          }}
          onClose={() => setOpened(null)}
        />
      )}
    </Callout>
  );
}

type ActionButtonProps = {
  action: ErrorAction;
  isMain: boolean;
  onRetry: (() => void) | null;
  onOpenDenial: (denial: Denial) => void;
};

function ActionButton({ action, isMain, onRetry, onOpenDenial }: ActionButtonProps) {
  const look = { size: 'sm', variant: isMain ? 'primary' : 'secondary' } as const;
  switch (action.kind) {
    case 'retry':
      return (
        <Button {...look} onClick={() => onRetry?.()}>
          {action.label}
        </Button>
      );
    case 'denial':
      return (
        <Button {...look} aria-haspopup="dialog" onClick={() => onOpenDenial(action.denial)}>
          {action.label}
        </Button>
      );
    case 'link':
      return (
        <Button asChild {...look}>
          <Link href={action.url}>{action.label}</Link>
        </Button>
      );
  }
}
