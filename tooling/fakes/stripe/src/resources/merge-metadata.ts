/** Stripe's rule: given keys are set, empty ones taken away, the others stay. */
export function mergeMetadata(
  before: Record<string, string> | null,
  more: Record<string, string> | undefined,
): Record<string, string> {
  const merged = { ...before, ...more };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}
