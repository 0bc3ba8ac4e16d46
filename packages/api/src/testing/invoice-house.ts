import { randomUUID } from 'node:crypto';
import type {
  AdminInvoicePage,
  InvoiceDetails,
  InvoicePage,
  InvoicesRun,
} from '@geko/contracts/invoices';
import type { TenantContext } from '@geko/db/client';
import { payments } from '@geko/db/schema/payments';
import type { FakeStripe } from '@geko/fake-stripe/fake-stripe';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import { addPostpaidUse, type PostpaidCall } from '@geko/services/testing/postpaid-use';
import { openBooks, type Books } from './books.ts';
import { registerOperator } from './operator.ts';
import { serveHouse } from './serve-house.ts';
import { startTestStripe } from './test-stripe.ts';
import { openTestHouse, type TestHouse } from './test-house.ts';
import { registerPerson, type TestPerson } from './test-person.ts';

/** The monthly job of November runs first then. */
export const FIRST_RUN = '2026-11-01T01:07:00.000Z';

export type InvoiceHouse = {
  house: TestHouse;
  books: Books;
  operator: TestPerson;
  /** Moves the clock of the installation. */
  setNow(iso: string): void;
  /** Somebody who owes for calls of October: $1.35 each, unless told otherwise. */
  owing(calls?: readonly Partial<PostpaidCall>[]): Promise<TestPerson>;
  addUse(person: TestPerson, calls: readonly Partial<PostpaidCall>[]): Promise<string[]>;
  placeOf(person: TestPerson): Promise<TenantContext>;
  run(): Promise<InvoicesRun>;
  invoicesOf(person: TestPerson): Promise<InvoicePage['items']>;
  /** Their newest one, with all that is on it. */
  invoiceOf(person: TestPerson): Promise<InvoiceDetails>;
  /** The same as the operator sees it. */
  listed(id: string): Promise<AdminInvoicePage['items'][number] | undefined>;
  /** What the ledger has on an account of theirs, in nano-USD. */
  balance(person: TestPerson, account: string): Promise<bigint>;
  close(): Promise<void>;
};

/** An installation whose calls are booked and not made: there is no provider whose log could be held against them. */
export async function openInvoiceHouse(
  serverUrl: string,
  rail: StripeRail | null = null,
): Promise<InvoiceHouse> {
  const house = await openTestHouse(serverUrl, { stripe: rail, providerUrl: 'http://127.0.0.1:1' });
  const books = await openBooks(house);
  const operator = await registerOperator(house);
  const setNow = (iso: string) => {
    house.server.now = () => new Date(iso);
  };
  setNow(FIRST_RUN);
  const placeOf = async ({ userId, workspaceId }: TestPerson) => {
    const [row] = await books.sql<{ id: string }[]>`
      select tenant_id as id from workspaces where id = ${workspaceId}`;
    return { userId, workspaceId, tenantId: row?.id ?? '' };
  };
  const addUse: InvoiceHouse['addUse'] = async (person, calls) =>
    addPostpaidUse(
      house.database.db,
      await placeOf(person),
      calls.map((call) => ({
        modelId: 'gpt-4o-mini',
        at: new Date('2026-10-15T12:00:00Z'),
        inputTokens: 4_000_000,
        outputTokens: 500_000,
        ...call,
      })),
    );
  const invoicesOf: InvoiceHouse['invoicesOf'] = async (person) => {
    const { workspaceId } = person;
    return (await person.query<InvoicePage>('invoices.list', { workspaceId })).data.items;
  };
  return {
    house,
    books,
    operator,
    setNow,
    placeOf,
    addUse,
    async owing(calls = [{}]) {
      const person = await registerPerson(house);
      await addUse(person, calls);
      return person;
    },
    run: async () => {
      const { data, error } = await operator.mutate<InvoicesRun>('invoices.run', {});
      if (error) throw new Error(error.message);
      return data;
    },
    invoicesOf,
    async invoiceOf(person) {
      const { workspaceId } = person;
      const [newest] = await invoicesOf(person);
      const id = newest?.id ?? randomUUID();
      return (await person.query<InvoiceDetails>('invoices.get', { workspaceId, id })).data;
    },
    async listed(id) {
      const { data } = await operator.query<AdminInvoicePage>('invoices.all', { limit: 100 });
      return data.items.find((each) => each.id === id);
    },
    async balance({ workspaceId }, account) {
      const [row] = await books.sql<{ nano: string }[]>`
        select coalesce(sum(amount_nano), 0)::text as nano from ledger_entries
        where workspace_id = ${workspaceId} and account = ${account}`;
      return BigInt(row?.nano ?? '0');
    },
    async close() {
      await books.close();
      await house.close();
    },
  };
}

export type StripeInvoiceHouse = InvoiceHouse & {
  stripe: FakeStripe;
  rail: StripeRail;
  /** Tells all that happened at Stripe. */
  hear(): Promise<void>;
  /** Keeps a card on file for a person's workspace, as its customer's default; the card's id. */
  keepCard(person: TestPerson): Promise<string>;
};

/** The same with Stripe. */
export async function openStripeInvoiceHouse(serverUrl: string): Promise<StripeInvoiceHouse> {
  const { stripe, rail } = await startTestStripe();
  const inner = await openInvoiceHouse(serverUrl, rail);
  const door = await serveHouse(inner.house, inner.house.server);
  return {
    ...inner,
    stripe,
    rail,
    async hear() {
      // Webhooks are signed by the time that it is.
      const { now } = inner.house.server;
      inner.house.server.now = () => new Date();
      await stripe.deliver([`${door.url}/api/webhooks/stripe`], { seed: 1, doubled: 0.5 });
      inner.house.server.now = now;
    },
    async keepCard(person) {
      const place = await inner.placeOf(person);
      const { rows } = await inner.house.database.pool.query<{ email: string }>(
        'select email from users where id = $1',
        [person.userId],
      );
      const email = rows[0]?.email ?? '';
      const { id: customerId } = await rail.client.customers.create({
        name: 'Ada Ltd',
        email,
        metadata: { geko_tenant: place.tenantId },
      });
      const { id } = await rail.client.paymentMethods.attach('pm_card_visa', {
        customer: customerId,
      });
      await rail.client.customers.update(customerId, {
        invoice_settings: { default_payment_method: id },
      });
      // As a purchase leaves it.
      await inner.house.inWorkspaceOf(person, (tx) =>
        tx.insert(payments).values({
          tenantId: place.tenantId,
          workspaceId: place.workspaceId,
          id: randomUUID(),
          state: 'begun',
          creditNano: 1n,
          priceCents: 1,
          customerId,
          begunBy: person.userId,
          begunAt: new Date(0),
        }),
      );
      return id;
    },
    async close() {
      await door.close();
      await inner.close();
      await stripe.close();
    },
  };
}
