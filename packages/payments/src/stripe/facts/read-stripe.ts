/** The id of what Stripe gives as an id or as the whole object. */
export function idOf(reference: string | { id: string } | null | undefined): string | null {
  if (reference == null) return null;
  return typeof reference === 'string' ? reference : reference.id;
}

/** Stripe's seconds as a moment. */
export function momentOf(seconds: number): Date {
  return new Date(seconds * 1000);
}

export function momentOrNull(seconds: number | null | undefined): Date | null {
  return seconds == null ? null : momentOf(seconds);
}

/** A moment in Stripe's seconds. */
export function secondsOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}

/** Our word for one of Stripe's; `unknown` for one that came after this was written. */
export function wordFor<T extends string>(
  words: Readonly<Record<string, T>>,
  status: string | null | undefined,
): T | 'unknown' {
  return (status != null && Object.hasOwn(words, status) ? words[status] : undefined) ?? 'unknown';
}
