import { AppError } from '@geko/contracts/errors';
import type { CreditInvoice } from '@geko/contracts/invoices';
import { inTenant } from '@geko/db/client';
import { creditNotes } from '@geko/db/schema/invoices';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { requireStripe, viaStripe } from '../billing/stripe-rail.ts';
import type { Deps } from '../deps.ts';
import { placeForOperator } from './as-operator.ts';
import { creditInvoice } from './credit-invoice.ts';
import { isNote } from './issue-credit-note.ts';
import { sendCreditNotes } from './send-credit-notes.ts';

/**
 * An operator's credit note: agreed here, then brought to Stripe at once where its invoice is there. Where Stripe does not
 * answer now the job brings it there.
 * @throws AppError as `creditInvoice`; CONFLICT where Stripe does not accept it; UNAVAILABLE where it does not answer
 */
export async function askForCreditNote(
  deps: OperatorDeps & Pick<Deps, 'stripe' | 'log'>,
  operator: Operator,
  input: CreditInvoice,
): Promise<void> {
  await creditInvoice(deps, operator, input);
  const { workspaceId, invoiceId, id } = input;
  const place = await placeForOperator(deps, { workspaceId, id: invoiceId });
  const stateOf = () =>
    inTenant(deps.db, { ...place, userId: operator.principal.userId }, async (tx) => {
      const note = { ...place, id };
      const [row] = await tx
        .select({ state: creditNotes.state })
        .from(creditNotes)
        .where(isNote(note));
      return row?.state;
    });
  if ((await stateOf()) === 'draft') {
    const stripe = requireStripe(deps);
    await viaStripe(deps.log, () => sendCreditNotes(deps, stripe, place));
  }
  if ((await stateOf()) === 'void') {
    throw new AppError('CONFLICT', {
      message: 'Stripe did not accept this; look at the invoice there.',
    });
  }
}
