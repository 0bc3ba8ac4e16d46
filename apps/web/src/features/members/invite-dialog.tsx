'use client';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { SegmentedControl } from '@geko/ui/segmented-control';
import type { InviteByEmailResult, NewInvitation } from '@geko/contracts/members';
import { useState } from 'react';
import { fill, plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { InviteByEmailForm } from './invite-by-email-form.tsx';
import { InviteByLinkForm } from './invite-by-link-form.tsx';
import { InviteResult } from './invite-result.tsx';
import { LinkShown } from './link-shown.tsx';
import { Button } from '@geko/ui/button';

type Outcome =
  | { kind: 'emails'; result: InviteByEmailResult }
  | { kind: 'link'; invitation: NewInvitation };

/** Invites people by mail or makes a link, and then tells what came of it. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { dialog } = useMessages('members');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const [how, setHow] = useState<'email' | 'link'>('email');
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={
          outcome === null
            ? fill(dialog.title, { workspace: workspace.name })
            : outcome.kind === 'link'
              ? dialog.linkTitle
              : outcome.result.invitations.length === 0
                ? dialog.resultNone
                : plural(dialog.resultTitle, outcome.result.invitations.length)
        }
        closeLabel={common.close}
      >
        {outcome === null ? (
          <div className="flex flex-col gap-4">
            <SegmentedControl
              label={dialog.how}
              value={how}
              onValueChange={setHow}
              options={[
                { value: 'email', label: dialog.byEmail },
                { value: 'link', label: dialog.byLink },
              ]}
              className="self-start"
            />
            {how === 'email' ? (
              <InviteByEmailForm onDone={(result) => setOutcome({ kind: 'emails', result })} />
            ) : (
              <InviteByLinkForm onDone={(invitation) => setOutcome({ kind: 'link', invitation })} />
            )}
          </div>
        ) : (
          <div className="flex flex-col gap-5">
            {outcome.kind === 'link' ? (
              <LinkShown invitation={outcome.invitation} />
            ) : (
              <InviteResult result={outcome.result} />
            )}
            <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
              <Button variant="secondary" onClick={() => setOutcome(null)}>
                {dialog.inviteMore}
              </Button>
              <Button autoFocus onClick={onClose}>
                {dialog.done}
              </Button>
            </div>
          </div>
        )}
      </DialogContent>
    </Dialog>
  );
}
