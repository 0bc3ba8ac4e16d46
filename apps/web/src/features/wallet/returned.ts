/** A payment that the browser comes back from. isGivenUp: nobody paid on Stripe's page. */
export type Returned = { id: string; isGivenUp: boolean };

/** What Stripe's page was told to come back with; null = nobody comes back from there. */
export function readReturned(params: { get: (name: string) => string | null }): Returned | null {
  const id = params.get('payment');
  return id === null ? null : { id, isGivenUp: params.get('gaveUp') !== null };
}
