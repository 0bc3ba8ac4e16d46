import type { Me } from '@geko/contracts/auth';
import type { RemovedWorkspace } from '@geko/contracts/workspace';
import { Avatar } from '@geko/ui/avatar';
import { buttonVariants } from '@geko/ui/button-variants';
import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { fill } from '../../lib/fill.ts';
import { getMessages } from '../../messages/get-messages.ts';
import { SignOutButton } from '../auth/sign-out-button.tsx';
import { iconPath } from '../pictures/picture-path.ts';
import { CreateCompanyForm } from './create-company-form.tsx';
import { RemovedWorkspaces } from './removed-workspaces.tsx';

/** My workspaces, or the ways to a first one; what can be brought back; and the way out. */
export function Welcome({ me, removed }: { me: Me; removed: readonly RemovedWorkspace[] }) {
  const { invitation } = getMessages();
  return (
    <div className="flex flex-col gap-7">
      {me.workspaces.length === 0 ? (
        <>
          <section className="flex flex-col gap-3">
            <h2 className="text-[0.9375rem] font-semibold">{invitation.startCompany}</h2>
            <CreateCompanyForm />
          </section>
          <section>
            <h2 className="text-[0.9375rem] font-semibold">{invitation.waiting}</h2>
            <p className="mt-1 text-sm leading-5 wrap-anywhere text-muted">
              {fill(invitation.waitingHint, { email: me.email })}
            </p>
          </section>
        </>
      ) : (
        <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
          {me.workspaces.map(({ id, name, tenantName, roleName, iconId }) => (
            <li key={id}>
              <Link
                href={`/w/${id}`}
                className="flex items-center gap-3 px-4 py-3 transition-colors duration-100 hover:bg-hover focus-visible:-outline-offset-2"
              >
                <Avatar name={name} image={iconPath(id, iconId)} shape="square" isDecorative />
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-sm font-medium">{name}</span>
                  <span className="block truncate text-xs leading-4 text-muted">
                    {tenantName} · {roleName}
                  </span>
                </span>
                <ChevronRight
                  aria-hidden
                  className="size-4 shrink-0 text-subtle rtl:-scale-x-100"
                />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {removed.length === 0 ? null : <RemovedWorkspaces workspaces={removed} />}
      <div className="flex flex-wrap gap-2 border-t border-line pt-5">
        <Link href="/account" className={buttonVariants({ variant: 'secondary', size: 'sm' })}>
          {invitation.account}
        </Link>
        <SignOutButton variant="ghost" size="sm" />
      </div>
    </div>
  );
}
