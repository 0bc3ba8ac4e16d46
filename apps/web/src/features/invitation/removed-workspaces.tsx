'use client';
import type { RemovedWorkspace } from '@geko/contracts/workspace';
import { Button } from '@geko/ui/button';
import { useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { useLeave } from '../auth/use-leave.ts';

/** Workspaces that were deleted and that this person can still bring back. */
export function RemovedWorkspaces({ workspaces }: { workspaces: readonly RemovedWorkspace[] }) {
  const texts = useMessages('invitation');
  const format = useFormat();
  const { isPending, problem, leave } = useLeave();
  const [wanted, setWanted] = useState<string | null>(null);
  const restore = (workspaceId: string) => {
    setWanted(workspaceId);
    leave(async () => {
      await callApi.workspace.restore.mutate({ workspaceId });
      return `/w/${workspaceId}`;
    });
  };
  return (
    <section>
      <h2 className="text-[0.9375rem] font-semibold">{texts.removed}</h2>
      <p className="mt-1 text-sm leading-5 text-muted">{texts.removedHint}</p>
      <div className="mt-3 flex flex-col gap-3 empty:hidden">
        <FormProblem problem={problem} />
      </div>
      <ul className="mt-3 divide-y divide-line rounded-xl border border-line">
        {workspaces.map(({ id, name, tenantName, purgeAfter }) => (
          <li key={id} className="flex items-center gap-3 px-4 py-3">
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm font-medium">{name}</p>
              <p className="text-xs leading-5 text-muted">
                {tenantName} · {fill(texts.goneOn, { date: format.date(purgeAfter) })}
              </p>
            </div>
            <Button
              variant="secondary"
              size="sm"
              aria-label={fill(texts.restoreLabel, { workspace: name })}
              isLoading={isPending && wanted === id}
              onClick={() => restore(id)}
            >
              {texts.restore}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
