'use client';
import { Button, type ButtonProps } from '@geko/ui/button';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { newId } from './new-id.ts';

/** Asks whoever may raise a limit to do so; a second press, or another dialog, asks for the same thing once. */
export function DenialAsk({
  limitId,
  label,
  look,
}: {
  limitId: string;
  label: string;
  look: Pick<ButtonProps, 'size' | 'variant' | 'aria-describedby'>;
}) {
  const { denial } = useMessages('chat');
  const { workspace } = useWorkspace();
  const [id] = useState(newId);
  const ask = trpc.limits.requestMore.useMutation();
  return (
    <span className="flex flex-wrap items-center gap-2">
      {ask.isSuccess ? null : (
        <Button
          {...look}
          isLoading={ask.isPending}
          onClick={() => ask.mutate({ workspaceId: workspace.id, id, limitId })}
        >
          {label}
        </Button>
      )}
      <span role="status" className={ask.isError ? 'text-danger-text' : 'text-success-text'}>
        {ask.isSuccess ? (
          <span className="inline-flex items-center gap-1.5">
            <Check aria-hidden className="size-4" />
            {denial.ways.asked}
          </span>
        ) : ask.isError ? (
          denial.ways.askFailed
        ) : null}
      </span>
    </span>
  );
}
