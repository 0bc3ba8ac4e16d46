'use client';
import { buttonVariants } from '@geko/ui/button-variants';
import { Logo } from '@geko/ui/logo';
import type { PlanView } from '@geko/contracts/billing';
import Link from 'next/link';
import { useMessages } from '../../messages/use-messages.tsx';
import { PlanCard } from './plan-card.tsx';

/** What each plan costs and includes, for people who may have no account. plansHref: where they go on. */
export function PricingPage({
  plans,
  isSignedIn,
  plansHref,
  canPay,
}: {
  plans: readonly PlanView[];
  isSignedIn: boolean;
  plansHref: string;
  canPay: boolean;
}) {
  const { pricing: words, comparison } = useMessages('plans');
  const common = useMessages('common');
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex w-full max-w-6xl items-center justify-between px-5 py-5 sm:px-8">
        <Link href="/" className="rounded-md">
          <Logo name={common.productName} />
        </Link>
        {isSignedIn ? null : (
          <Link href="/sign-in" className={buttonVariants({ variant: 'ghost' })}>
            {words.signIn}
          </Link>
        )}
      </header>
      <main
        id="content"
        className="mx-auto flex w-full max-w-6xl flex-1 flex-col gap-8 px-5 py-8 sm:px-8"
      >
        <div>
          <h1 className="text-3xl font-semibold tracking-tight text-balance sm:text-4xl">
            {words.title}
          </h1>
          <p className="mt-3 max-w-2xl text-pretty text-muted">{words.lead}</p>
          {canPay ? null : <p className="mt-1 text-sm text-subtle">{words.cannotPay}</p>}
        </div>
        <ul aria-label={comparison} className="grid gap-4 lg:grid-cols-3">
          {plans.map((plan) => (
            <PlanCard key={plan.id} plan={plan} />
          ))}
        </ul>
        <div>
          <Link href={plansHref} className={buttonVariants({ size: 'lg' })}>
            {isSignedIn ? words.open : words.start}
          </Link>
        </div>
        <ul
          aria-label={words.notesLabel}
          className="flex max-w-2xl list-disc flex-col gap-2 border-t border-line ps-5 pt-6 text-sm leading-5 text-muted"
        >
          {words.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </main>
    </div>
  );
}
