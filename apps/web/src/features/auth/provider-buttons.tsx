import type { SignInOptions } from '@geko/contracts/auth';
import { buttonVariants } from '@geko/ui/button-variants';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { ProviderMark } from './provider-mark.tsx';

/** Ways in by an account elsewhere, and the word 'or' before the form; nothing where none is set up. */
export function ProviderButtons({
  providers,
  next,
}: {
  providers: SignInOptions['providers'];
  next: string | null;
}) {
  const auth = useMessages('auth');
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
      <p className="my-5 flex items-center gap-3 text-xs text-subtle before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {auth.or}
      </p>
    </>
  );
}
