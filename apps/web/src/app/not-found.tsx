import { buttonVariants } from '@geko/ui/button-variants';
import { LogoMark } from '@geko/ui/logo';
import { getMessages } from '../messages/get-messages.ts';

export default function NotFound() {
  const { common } = getMessages();
  return (
    <main
      id="content"
      className="flex min-h-dvh flex-col items-center justify-center px-6 text-center"
    >
      <LogoMark className="size-10" />
      <h1 className="mt-6 text-xl font-semibold tracking-tight text-balance">
        {common.notFoundTitle}
      </h1>
      <p className="mt-2 max-w-sm text-pretty text-muted">{common.notFoundBody}</p>
      {/* Next loads this page's scripts with every other page: a plain link has none. */}
      <a href="/" className={buttonVariants({ variant: 'secondary', className: 'mt-6' })}>
        {common.goHome}
      </a>
    </main>
  );
}
