/** A link's address if it leads by http, https or mail, else null: no javascript:, no data:. */
export function safeUrl(href: string | undefined): string | null {
  if (href === undefined || href.trim() === '') return null;
  try {
    // Relative addresses of an answer lead nowhere here; resolved against an invalid host they are told apart.
    const url = new URL(href, 'relative:///');
    return url.protocol === 'http:' || url.protocol === 'https:' || url.protocol === 'mailto:'
      ? href
      : null;
  } catch {
    return null;
  }
}
