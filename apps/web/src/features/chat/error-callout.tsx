'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { cn } from '@geko/ui/cn';
import { IconButton } from '@geko/ui/icon-button';
import { X } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { errorView, type ErrorAction } from './error-view.ts';

type Props = {
  error: unknown;
  /** null = there is nothing to send again, since the text is back in the composer. */
  onRetry: (() => void) | null;
  onSwitchModel: (modelId: string) => void;
  onDismiss?: () => void;
  extraAction?: ReactNode;
};

/** An error of sending with what can be done about it. */
export function ErrorCallout({ error, onRetry, onSwitchModel, onDismiss, extraAction }: Props) {
  const chat = useMessages('chat');
  const usage = useMessages('usage');
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
                onSwitchModel={onSwitchModel}
              />
            ))}
            {extraAction}
          </>
        )
      }
    >
      {view.text} {view.waitText}
      {view.limits.length === 0 ? null : (
        <details className="mt-2 text-xs">
          <summary className="w-fit cursor-pointer rounded-xs">{chat.errors.limits}</summary>
          <ul className="mt-1.5 flex flex-col gap-1">
            {view.limits.map((limit) => (
              <li
                key={limit.name}
                className={cn('tabular-nums', limit.isExceeded && 'font-medium text-fg')}
              >
                {limit.name}: {limit.figures}, {limit.resets}
              </li>
            ))}
          </ul>
        </details>
      )}
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
    </Callout>
  );
}

type ActionButtonProps = { action: ErrorAction; isMain: boolean } & Pick<
  Props,
  'onRetry' | 'onSwitchModel'
>;

function ActionButton({ action, isMain, onRetry, onSwitchModel }: ActionButtonProps) {
  const look = { size: 'sm', variant: isMain ? 'primary' : 'secondary' } as const;
  switch (action.kind) {
    case 'retry':
      return (
        <Button {...look} onClick={() => onRetry?.()}>
          {action.label}
        </Button>
      );
    case 'switch_model':
      return (
        <Button {...look} onClick={() => onSwitchModel(action.modelId)}>
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
