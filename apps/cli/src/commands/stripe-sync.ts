import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { StripeSettings } from '@geko/config/settings';
import { planTable, type Plan } from '@geko/contracts/plans';
import { PaymentError } from '@geko/payments/payment-error';
import type { SoldPlanId } from '@geko/payments/stripe/catalogue';
import { findAccount } from '@geko/payments/stripe/find-account';
import { makeStripeClient } from '@geko/payments/stripe/make-client';
import { syncCatalogue } from '@geko/payments/stripe/sync-catalogue';
import type { SyncedThing } from '@geko/payments/stripe/sync-catalogue';
import { CliError } from '../cli-error.ts';
import type { CliEnv } from '../env.ts';

const words: Record<SyncedThing['did'], string> = {
  created: 'created',
  updated: 'updated',
  replaced: 'a new price, which took over the lookup key',
  nothing: 'as it should be',
};

/** What a person at the terminal can do about it. */
const advice: Partial<Record<PaymentError['code'], string>> = {
  misconfigured: 'Stripe does not take STRIPE_SECRET_KEY, or it may not do this.',
  unavailable: 'Stripe cannot be reached; is STRIPE_BASE_URL right, if it is set?',
  rate_limited: 'Stripe asks us to slow down; try again in a minute.',
};

/**
 * Creates or updates plans and credit packs at Stripe, at the prices that hold now: those that operators have set. Where
 * there is no Geko yet, those that ship.
 * @throws CliError without a key, and when Stripe does not do it.
 */
export async function stripeSync(env: CliEnv, settings: StripeSettings | null): Promise<string> {
  if (settings === null) {
    throw new CliError(
      'Payments are not set up: set STRIPE_SECRET_KEY to the secret key of your account (https://dashboard.stripe.com/apikeys).',
    );
  }
  const stripe = makeStripeClient(settings);
  try {
    const { accountId, canCharge } = await findAccount(stripe);
    const plans = await plansNow(env);
    const done = await syncCatalogue(stripe, { operationId: randomUUID(), plans });
    return [
      `Account ${accountId}:`,
      ...done.map(({ kind, name, id, did }) =>
        kind === 'product' ? `  ${name}: ${words[did]}` : `    ${name} (${id}): ${words[did]}`,
      ),
      ...(canCharge ? [] : ['This account may not take payments yet; Stripe tells what it needs.']),
    ].join('\n');
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    const { providerCode, requestId } = error.facts;
    const facts = [providerCode, requestId].filter((fact) => fact !== null);
    const what = advice[error.code] ?? error.message;
    throw new CliError(facts.length === 0 ? what : `${what} (${facts.join(', ')})`);
  }
}

async function plansNow(env: CliEnv): Promise<Record<SoldPlanId, Plan>> {
  if (env.databaseUrl === null && !existsSync(env.dataDir)) return planTable;
  // Loaded when there is a database: they are most of what this command weighs.
  const { withApplication } = await import('../with-application.ts');
  const { listPlans } = await import('@geko/services/plans/list-plans');
  const plans = await withApplication(env, ({ db }) => listPlans(db));
  for (const id of ['pro', 'paygo'] as const) {
    if (plans[id].priceCentsPerMonth === null) {
      throw new CliError(`The plan ${plans[id].name} has no price: set one at /admin?tab=plans.`);
    }
  }
  return plans;
}
