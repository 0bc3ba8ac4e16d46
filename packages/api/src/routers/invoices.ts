import { Done } from '@geko/contracts/auth';
import {
  AdminInvoicePage,
  CreditInvoice,
  InvoiceDetails,
  InvoicePage,
  InvoiceRef,
  InvoicesRun,
  ListAllInvoices,
  ListInvoices,
  Reconciled,
  ReconcileMonth,
} from '@geko/contracts/invoices';
import { askForCreditNote } from '@geko/services/invoices/ask-for-credit-note';
import { getInvoice, getInvoiceAsOperator } from '@geko/services/invoices/get-invoice';
import { issueInvoices } from '@geko/services/invoices/issue-invoices';
import { listAllInvoices } from '@geko/services/invoices/list-all-invoices';
import { listInvoices } from '@geko/services/invoices/list-invoices';
import { markInvoicePaid } from '@geko/services/invoices/mark-invoice-paid';
import { reconcile } from '@geko/services/invoices/reconcile';
import { retryInvoice } from '@geko/services/invoices/retry-invoice';
import { voidInvoice } from '@geko/services/invoices/void-invoice';
import { operatorProcedure, permitted, router } from '../trpc.ts';

export const invoicesRouter = router({
  list: permitted('billing:view')
    .input(ListInvoices)
    .output(InvoicePage)
    .query(({ ctx, input }) => listInvoices(ctx.scope, input)),

  get: permitted('billing:view')
    .input(InvoiceRef)
    .output(InvoiceDetails)
    .query(({ ctx, input }) => getInvoice(ctx.scope, input)),

  all: operatorProcedure
    .input(ListAllInvoices)
    .output(AdminInvoicePage)
    .query(({ ctx, input }) => listAllInvoices(ctx.deps, input)),

  one: operatorProcedure
    .input(InvoiceRef)
    .output(InvoiceDetails)
    .query(({ ctx, input }) => getInvoiceAsOperator(ctx.deps, { principal: ctx.me }, input)),

  /** The monthly job, now; what is done is not done again. */
  run: operatorProcedure.output(InvoicesRun).mutation(({ ctx }) => issueInvoices(ctx.deps)),

  reconcile: operatorProcedure
    .input(ReconcileMonth)
    .output(Reconciled)
    .query(({ ctx, input }) => reconcile(ctx.deps, input)),

  retry: operatorProcedure
    .input(InvoiceRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await retryInvoice(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  markPaid: operatorProcedure
    .input(InvoiceRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await markInvoicePaid(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  void: operatorProcedure
    .input(InvoiceRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await voidInvoice(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  credit: operatorProcedure
    .input(CreditInvoice)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await askForCreditNote(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),
});
