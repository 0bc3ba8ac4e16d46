'use client';
import type { SignInOptions } from '@geko/contracts/auth';
import { buttonVariants } from '@geko/ui/button-variants';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useHasDesktop } from '../desktop/desktop.ts';
import { BrowserSignIn } from './browser-sign-in.tsx';
import { LicenceLink } from './licence-link.tsx';
import { OrLine } from './or-line.tsx';
import { ProviderMark } from './provider-mark.tsx';

/**
 * Ways in by an account elsewhere, and the word 'or' before the form; nothing where none is set up. In the desktop app their
 * place is taken by one's own browser, which knows them, and by a licence.
 */
export function ProviderButtons({
  options: { providers, hasMail },
  next,
}: {
  options: SignInOptions;
  next: string | null;
}) {
  const auth = useMessages('auth');
  const isDesktop = useHasDesktop();
  if (isDesktop) {
    return (
      <>
        <div className="flex flex-col gap-2">
          <BrowserSignIn />
          {hasMail ? <LicenceLink /> : null}
        </div>
        <OrLine />
      </>
    );
  }
  if (providers.length === 0) return null;
  const query = next === null ? '' : `?next=${encodeURIComponent(next)}`;
  return (
    <>
      <ul className="flex flex-col gap-2">
        {providers.map(({ id, name }) => (
          <li key={id}>
            {/* A plain link: what follows is another site's page, not one of ours. */}
            <a
              href={`/api/auth/${id}/start${query}`}
              className={buttonVariants({ variant: 'secondary', size: 'lg', className: 'w-full' })}
            >
              <ProviderMark id={id} />
              <span className="min-w-0 truncate">{fill(auth.continueWith, { name })}</span>
            </a>
          </li>
        ))}
      </ul>
      <OrLine />
    </>
  );
}
