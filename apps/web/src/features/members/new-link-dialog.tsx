'use client';
import { Button } from '@geko/ui/button';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import type { NewInvitation } from '@geko/contracts/members';
import { useMessages } from '../../messages/use-messages.tsx';
import { LinkShown } from './link-shown.tsx';

/** Shows the link of an invitation that was renewed. */
export function NewLinkDialog({
  invitation,
  onClose,
}: {
  invitation: NewInvitation;
  onClose: () => void;
}) {
  const { invitations, dialog } = useMessages('members');
  const common = useMessages('common');
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={invitations.newLinkTitle}
        description={invitations.newLinkBody}
        closeLabel={common.close}
        footer={<Button onClick={onClose}>{dialog.done}</Button>}
      >
        <LinkShown invitation={invitation} />
      </DialogContent>
    </Dialog>
  );
}
