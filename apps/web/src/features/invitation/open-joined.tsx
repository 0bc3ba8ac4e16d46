import type { MyWorkspace } from '@geko/contracts/auth';
import type { InvitationFacts } from '@geko/contracts/members';
import { buttonVariants } from '@geko/ui/button-variants';
import Link from 'next/link';
import { getMessages } from '../../messages/get-messages.ts';

/** For a member: the way into the workspace, or to the choice where several bear the same names. */
export function OpenJoined({
  facts,
  workspaces,
}: {
  facts: InvitationFacts;
  workspaces: readonly MyWorkspace[];
}) {
  const { invitation } = getMessages();
  const [found, ...others] = workspaces.filter(
    ({ name, tenantName }) => name === facts.workspaceName && tenantName === facts.tenantName,
  );
  return (
    <div>
      <p className="text-sm leading-5 text-muted">{invitation.isMember}</p>
      <Link
        href={found === undefined || others.length > 0 ? '/welcome' : `/w/${found.id}`}
        className={buttonVariants({ size: 'lg', className: 'mt-4 w-full' })}
      >
        {invitation.open}
      </Link>
    </div>
  );
}
