'use client';
import { Button } from '@geko/ui/button';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import type { ApiKey } from '@geko/contracts/api-keys';
import { useId } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useZone } from '../audit/use-audit-lines.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { changesOf, draftOf, type KeyDraft, type KeyFacts } from './key-draft.ts';
import { KeyForm } from './key-form.tsx';

/** Changes what one's own key is called, may do and when it ends. */
export function EditKeyDialog({ edited: key, onClose }: { edited: ApiKey; onClose: () => void }) {
  const { form } = useMessages('apiKeys');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const zone = useZone();
  const formId = useId();
  const utils = trpc.useUtils();
  const workspaceId = workspace.id;
  const update = trpc.apiKeys.update.useMutation({
    onSuccess: ({ name }) => {
      void notify({ tone: 'success', title: fill(form.saved, { key: name }) });
      onClose();
    },
    onSettled: () => void utils.apiKeys.list.invalidate({ workspaceId }),
  });
  const save = (facts: KeyFacts, draft: KeyDraft): void => {
    if (update.isPending) return;
    const change = changesOf(key, draft, facts, zone);
    if (Object.keys(change).length === 0) onClose();
    else update.mutate({ workspaceId, id: key.id, ...change });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={fill(form.editTitle, { key: key.name })}
        description={form.editLead}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={update.isPending}>
              {form.save}
            </Button>
          </>
        }
      >
        <KeyForm id={formId} start={draftOf(key, zone)} error={update.error} onSubmit={save} />
      </DialogContent>
    </Dialog>
  );
}
