import type { Route } from './http/route.ts';
import { checkoutRoutes } from './resources/checkout-sessions.ts';
import { customerRoutes } from './resources/customers.ts';
import { intentRoutes } from './resources/intents.ts';
import { invoicePartRoutes } from './resources/invoice-parts.ts';
import { invoiceRoutes } from './resources/invoices.ts';
import { moneyBackRoutes } from './resources/money-back.ts';
import { paymentMethodRoutes } from './resources/payment-methods.ts';
import { priceRoutes } from './resources/prices.ts';
import { productRoutes } from './resources/products.ts';
import { restRoutes } from './resources/rest.ts';
import { subscriptionRoutes } from './resources/subscriptions.ts';

/** Every endpoint of Stripe's API that the double has. */
export const routes: readonly Route[] = [
  ...productRoutes,
  ...priceRoutes,
  ...customerRoutes,
  ...paymentMethodRoutes,
  ...intentRoutes,
  ...checkoutRoutes,
  ...subscriptionRoutes,
  ...invoiceRoutes,
  ...invoicePartRoutes,
  ...moneyBackRoutes,
  ...restRoutes,
];
