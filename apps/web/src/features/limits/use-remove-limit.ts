'use client';
import type { CreateLimit, Limit } from '@geko/contracts/limits';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { limitLabel } from './limit-words.ts';
import { useLimitList } from './use-limit-list.ts';

/** What makes a removed limit anew. */
export function sameAgain({
  subject,
  meter,
  cap,
  period,
  anchorAt,
  overflow,
  timeZone,
}: Limit): Omit<CreateLimit, 'workspaceId' | 'id'> {
  const facts = { meter, cap, period, anchorAt, overflow };
  switch (subject.kind) {
    case 'tenant':
      return { ...facts, subject: { kind: subject.kind, timeZone } };
    case 'workspace':
    case 'each_member':
      return { ...facts, subject: { kind: subject.kind } };
    case 'member':
    case 'model':
    case 'key':
      return { ...facts, subject: { kind: subject.kind, id: subject.id } };
  }
}

/** Removes a limit at once, with Undo in the toast; what the server refuses comes back. */
export function useRemoveLimit(): (limit: Limit) => void {
  const limits = useMessages('limits');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const { put, take, hold, refresh } = useLimitList();
  const remove = trpc.limits.remove.useMutation({ onSettled: refresh });
  const create = trpc.limits.create.useMutation({ onSettled: refresh });
  const words = (limit: Limit) => ({ limit: limitLabel(limit, limits) });
  const fail = (title: string, error: unknown): void =>
    void notify({
      tone: 'danger',
      title,
      description: readError(error)?.message ?? common.networkFailed,
    });

  const restore = (limit: Limit): void => {
    const id = newId();
    hold();
    put({ ...limit, id });
    create.mutate(
      { workspaceId: workspace.id, id, ...sameAgain(limit) },
      {
        onError: (error) => {
          take(id);
          fail(fill(limits.restoreFailed, words(limit)), error);
        },
      },
    );
  };
  return (limit) => {
    hold();
    take(limit.id);
    remove.mutate(
      { workspaceId: workspace.id, id: limit.id },
      {
        onSuccess: () =>
          void notify({
            tone: 'success',
            title: fill(limits.removed, words(limit)),
            action: { label: common.undo, onAction: () => restore(limit) },
          }),
        onError: (error) => {
          put(limit);
          fail(fill(limits.removeFailed, words(limit)), error);
        },
      },
    );
  };
}
