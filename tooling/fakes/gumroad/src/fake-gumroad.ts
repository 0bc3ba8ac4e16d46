import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Sale = {
  id: string;
  email: string;
  productId: string;
  refunded: boolean;
  disputed: boolean;
  disputeWon: boolean;
  /** Of a membership. */
  ended: boolean;
};

export type FakeGumroad = {
  url: string;
  /** A new sale; its id. */
  sell(sale: Pick<Sale, 'email' | 'productId'>): string;
  /** What happens to a sale afterwards. */
  change(saleId: string, change: Partial<Omit<Sale, 'id'>>): void;
  /** A ping's body: form fields, signed by nobody. */
  ping(saleId: string, fields?: Record<string, string>): Buffer;
  /** From now on it answers so; null = as it should. */
  answerWith(status: number | null): void;
  close(): Promise<void>;
};

/** The part of Gumroad's API that sells licences, as its reference describes it, with sales in memory. */
export async function startFakeGumroad({ token }: { token: string }): Promise<FakeGumroad> {
  const sales = new Map<string, Sale>();
  let broken: number | null = null;
  const getSale = (id: string): Sale => {
    const sale = sales.get(id);
    if (!sale) throw new Error(`there is no sale ${id}`);
    return sale;
  };
  const server = createServer((request, response) => {
    const id = /^\/v2\/sales\/([^/]+)$/u.exec(request.url ?? '')?.[1];
    const sale = id === undefined ? undefined : sales.get(decodeURIComponent(id));
    const isKnown = request.headers.authorization === `Bearer ${token}`;
    const status = broken ?? (isKnown ? (sale ? 200 : 404) : 401);
    const body =
      status === 200 && sale
        ? { success: true, sale: saleObject(sale) }
        : { success: false, message: 'The sale was not found.' };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let last = 0;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sell(sale) {
      last += 1;
      const id = `FO8TXN-dvaYbBbahG97a-${last}==`;
      const fresh = { refunded: false, disputed: false, disputeWon: false, ended: false };
      sales.set(id, { id, ...sale, ...fresh });
      return id;
    },
    change: (id, change) => void Object.assign(getSale(id), change),
    ping(id, fields = {}) {
      const { email, productId, refunded } = getSale(id);
      return Buffer.from(
        new URLSearchParams({
          sale_id: id,
          email,
          product_id: productId,
          refunded: String(refunded),
          ...fields,
        }).toString(),
      );
    },
    answerWith: (status) => {
      broken = status;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const saleObject = (sale: Sale) => ({
  id: sale.id,
  email: sale.email,
  product_id: sale.productId,
  product_name: 'A licence',
  refunded: sale.refunded,
  partially_refunded: false,
  chargedback: false,
  disputed: sale.disputed,
  dispute_won: sale.disputeWon,
  cancelled: false,
  ended: sale.ended,
});
