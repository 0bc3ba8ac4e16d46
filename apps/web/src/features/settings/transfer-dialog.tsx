'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { ComboboxList } from '@geko/ui/combobox-list';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Skeleton } from '@geko/ui/skeleton';
import type { Member } from '@geko/contracts/members';
import { Check } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useId, useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { MemberChoice, memberChoices } from '../members/member-choice.tsx';
import { useAllMembers } from '../members/use-all-members.ts';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { ProofField } from './proof-field.tsx';
import { useProofProblem } from './use-proof-problem.ts';

/** Hands the workspace to another member, who is chosen from a list; asks for the password. */
export function TransferDialog({ onClose }: { onClose: () => void }) {
  const { transfer } = useMessages('settings');
  const common = useMessages('common');
  const { me, workspace } = useWorkspace();
  const router = useRouter();
  const utils = trpc.useUtils();
  const formId = useId();
  const [chosen, setChosen] = useState<Member | null>(null);
  const members = useAllMembers(workspace.id);
  const others = members.items.filter(({ userId }) => userId !== me.id);
  const hand = trpc.workspace.transfer.useMutation({
    onSuccess: () => {
      router.refresh();
      void utils.members.invalidate();
      void utils.roles.invalidate();
      void notify({
        tone: 'success',
        title: fill(transfer.done, { name: chosen?.name ?? '' }),
        description: transfer.doneBody,
      });
      onClose();
    },
  });
  const problem = useProofProblem(hand.error);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (chosen === null || hand.isPending) return;
    const password = formText(event.currentTarget, 'password');
    hand.mutate({
      workspaceId: workspace.id,
      userId: chosen.userId,
      password: password === '' ? null : password,
    });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={fill(transfer.title, { workspace: workspace.name })}
        description={transfer.lead}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button
              type="submit"
              form={formId}
              variant="danger"
              disabled={chosen === null}
              isLoading={hand.isPending}
            >
              {transfer.confirm}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
          {problem.form === undefined ? null : (
            <Callout tone="danger" role="alert">
              {problem.form}
            </Callout>
          )}
          {members.isError ? (
            <QueryError error={members.error} onRetry={members.retry} />
          ) : members.isLoading ? (
            <div role="status" aria-label={common.loading}>
              <Skeleton className="h-48 rounded-lg" />
            </div>
          ) : others.length === 0 ? (
            <Callout>{transfer.alone}</Callout>
          ) : (
            <div className="flex max-h-64 flex-col overflow-hidden rounded-lg border border-line-strong bg-surface dark:bg-sunken">
              <ComboboxList
                groups={[{ id: 'members', label: transfer.to, items: memberChoices(others) }]}
                value={chosen?.userId ?? null}
                labels={{ search: transfer.search, list: transfer.list, empty: transfer.nobody }}
                onSelect={({ value }) => setChosen(value)}
                renderItem={({ value }, { isSelected }) => (
                  <span className="flex items-center gap-2.5">
                    <span className="min-w-0 flex-1">
                      <MemberChoice member={value} />
                    </span>
                    <span className="text-xs text-subtle">{value.roleName}</span>
                    {isSelected ? (
                      <Check aria-hidden className="size-4 shrink-0 text-accent-text" />
                    ) : (
                      <span className="w-4" />
                    )}
                  </span>
                )}
              />
            </div>
          )}
          <ProofField error={problem.password} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
