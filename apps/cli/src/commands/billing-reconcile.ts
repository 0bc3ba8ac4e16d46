import type { StripeSettings } from '@geko/config/settings';
import { MonthKey, type Difference } from '@geko/contracts/invoices';
import { PaymentError } from '@geko/payments/payment-error';
import { makeStripeClient } from '@geko/payments/stripe/make-client';
import { reconcileMonth } from '@geko/services/invoices/reconcile-month';
import { CliError } from '../cli-error.ts';
import type { CliEnv } from '../env.ts';
import { withApplication } from '../with-application.ts';

export type ReconcileReport = { text: string; isSound: boolean };

const words: Record<Difference['kind'], string> = {
  missing_at_stripe: 'is not at Stripe',
  missing_here: 'is not here',
  double: 'is there twice',
  other_amount: 'is another amount',
  other_state: 'is in another state',
  not_booked: 'is not booked so',
  not_invoiced: 'is on no invoice',
};

const things: Record<Difference['about'], string> = {
  invoice: 'invoice',
  plan_invoice: 'plan invoice',
  credit_note: 'credit note',
  payment: 'payment',
  use: 'use of',
};

/**
 * Compares Stripe, the invoices for a month and the ledger, and says in what they differ. month: null = the last that has
 * ended in UTC. Without a key of Stripe's it compares the rest, and says so.
 * @throws CliError for what is no month, and where Stripe does not answer.
 */
export async function billingReconcile(
  env: CliEnv,
  settings: StripeSettings | null,
  { month: wanted }: { month: string | null },
): Promise<ReconcileReport> {
  const stripe = settings === null ? null : { client: makeStripeClient(settings) };
  const { month, isWithStripe, compared, differences } = await withApplication(
    env,
    async ({ db, now }) => {
      const asked = MonthKey.safeParse(wanted ?? monthBefore(now()));
      if (!asked.success) throw new CliError(`${wanted} is not a month; one looks like 2026-10.`);
      try {
        return await reconcileMonth({ db, stripe, now }, { month: asked.data });
      } catch (error) {
        if (!(error instanceof PaymentError)) throw error;
        throw new CliError(`Stripe did not answer (${error.code}): ${error.message}`);
      }
    },
  );
  const isSound = differences.length === 0;
  const { invoices, planInvoices, creditNotes, payments } = compared;
  return {
    text: [
      `Compared for ${month} with the ledger${isWithStripe ? ' and Stripe' : ''}: invoices ${invoices}, plan invoices ${planInvoices}, credit notes ${creditNotes}, payments ${payments}.`,
      ...(isWithStripe ? [] : ['STRIPE_SECRET_KEY is not set: nothing was compared with Stripe.']),
      isSound
        ? 'Everything agrees.'
        : `${differences.length} ${differences.length === 1 ? 'thing does' : 'things do'} not agree:`,
      ...differences.map((one) => `  ${sentence(one)}`),
    ].join('\n'),
    isSound,
  };
}

function sentence({ kind, about, name, workspaceId, here, there }: Difference): string {
  const sides = [
    ...(workspaceId === null ? [] : [`workspace ${workspaceId}`]),
    ...(here === null ? [] : [`here: ${here}`]),
    ...(there === null ? [] : [`there: ${there}`]),
  ];
  return `${things[about]} ${name} ${words[kind]} (${sides.join('; ')})`;
}

function monthBefore(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1))
    .toISOString()
    .slice(0, 7);
}
