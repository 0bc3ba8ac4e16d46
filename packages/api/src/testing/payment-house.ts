import { expect } from 'vitest';
import type { Quarantine } from '@geko/contracts/payments';
import { openBooks } from './books.ts';
import { registerOperator } from './operator.ts';
import { serveHouse } from './serve-house.ts';
import { startTestStripe } from './test-stripe.ts';
import { openTestHouse } from './test-house.ts';

/** Two processes of one installation whose payments go to a double of Stripe, which tells nothing by itself. */
export async function openPaymentHouse(serverUrl: string) {
  const { stripe, rail } = await startTestStripe();
  const house = await openTestHouse(serverUrl, { stripe: rail });
  const books = await openBooks(house);
  const operator = await registerOperator(house);
  const doors = await Promise.all(
    [house.server, house.addServer()].map((server) => serveHouse(house, server)),
  );
  const webhooks = () => doors.map(({ url }) => `${url}/api/webhooks/stripe`);
  return {
    house,
    stripe,
    rail,
    books,
    operator,
    webhooks,
    /** Stripe tells one event, to one of them; whatever it answers. */
    tellOne: (event: object) => stripe.send(webhooks()[0] ?? '', event),
    /** Why things wait for the operator, the oldest first. */
    quarantine: async (): Promise<string[]> => {
      const { data } = await operator.query<Quarantine>('payments.quarantine');
      expect(data.items).toHaveLength(Math.min(data.count, 100));
      return data.items.map(({ reason }) => reason).toReversed();
    },
    /** The page at Stripe on which a payment for credit is made. */
    sessionOf: async (paymentId: string): Promise<string> => {
      const [row] = await books.sql<{ session: string }[]>`
        select session_id as session from payments where id = ${paymentId}`;
      return row?.session ?? '';
    },
    async close() {
      await Promise.all(doors.map((door) => door.close()));
      await books.close();
      await house.close();
      await stripe.close();
    },
  };
}

export type PaymentHouse = Awaited<ReturnType<typeof openPaymentHouse>>;
