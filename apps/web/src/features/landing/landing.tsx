import { buttonVariants } from '@geko/ui/button-variants';
import { KeyRound, ReceiptText, ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { getMessages } from '../../messages/get-messages.ts';
import { Logo } from '@geko/ui/logo';
import { LandingPreview } from './landing-preview.tsx';

const icons = [KeyRound, ReceiptText, ShieldCheck] as const;

/** The page of a stranger: one sentence, two ways in, and what an answer looks like here. */
export function Landing() {
  const { common, landing } = getMessages();
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex w-full max-w-6xl items-center justify-between px-5 py-5 sm:px-8">
        <Logo name={common.productName} />
        <nav className="flex items-center gap-1">
          <Link href="/pricing" className={buttonVariants({ variant: 'ghost' })}>
            {landing.pricing}
          </Link>
          <Link href="/docs" prefetch={false} className={buttonVariants({ variant: 'ghost' })}>
            {landing.docs}
          </Link>
          <Link href="/sign-in" className={buttonVariants({ variant: 'ghost' })}>
            {landing.signIn}
          </Link>
        </nav>
      </header>
      <main
        id="content"
        className="mx-auto flex w-full max-w-6xl flex-1 flex-col justify-center px-5 py-10 sm:px-8"
      >
        <div className="grid items-center gap-12 lg:grid-cols-[1.1fr_1fr] lg:gap-16">
          <div>
            <h1 className="max-w-xl text-4xl leading-[1.1] font-semibold tracking-tight text-balance sm:text-5xl">
              {landing.headline}
            </h1>
            <p className="mt-5 max-w-lg text-lg leading-7 text-pretty text-muted">{landing.body}</p>
            <div className="mt-8 flex flex-wrap gap-3">
              <Link href="/register" className={buttonVariants({ size: 'lg' })}>
                {landing.register}
              </Link>
              <Link
                href="/sign-in"
                className={buttonVariants({ size: 'lg', variant: 'secondary' })}
              >
                {landing.signIn}
              </Link>
            </div>
          </div>
          <LandingPreview />
        </div>
        <ul
          aria-label={landing.pointsLabel}
          className="mt-16 grid gap-8 border-t border-line pt-8 sm:grid-cols-3"
        >
          {landing.points.map((point, index) => {
            const Icon = icons[index] ?? ShieldCheck;
            return (
              <li key={point.title}>
                <Icon aria-hidden className="size-5 text-accent-text" />
                <p className="mt-3 font-medium">{point.title}</p>
                <p className="mt-1 text-sm leading-5 text-pretty text-muted">{point.body}</p>
              </li>
            );
          })}
        </ul>
      </main>
    </div>
  );
}
