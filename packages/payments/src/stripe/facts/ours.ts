/** What we write on Stripe's objects so that we know them again. It names things; it is never believed about money. */
export type Mark = { workspaceId: string; purpose: Purpose };

export type Purpose = 'plan' | 'top_up' | 'automatic_top_up' | 'card' | 'monthly_invoice';

type Metadata = Record<string, string> | null;

/** The metadata of what an operation makes. */
export function markOf(operationId: string, { workspaceId, purpose }: Mark) {
  return {
    geko_operation: operationId,
    geko_workspace: workspaceId,
    geko_purpose: purpose,
  };
}

/** As it was written; nulls where it was not, such as on what was made in Stripe's own dashboard. */
export type Marked = {
  operationId: string | null;
  workspaceId: string | null;
  purpose: string | null;
};

export function readMark(metadata: Metadata): Marked {
  return {
    operationId: metadata?.['geko_operation'] ?? null,
    workspaceId: metadata?.['geko_workspace'] ?? null,
    purpose: metadata?.['geko_purpose'] ?? null,
  };
}
