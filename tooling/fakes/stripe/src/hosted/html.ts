/** Text that is safe in HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function dollars(cents: number, currency: string): string {
  const amount = (cents / 100).toFixed(2);
  return currency === 'usd' ? `$${amount}` : `${amount} ${currency.toUpperCase()}`;
}

/** A whole page of the double, which says that it is one. `body` is HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui;max-width:30rem;margin:2rem auto;padding:0 1rem}label{display:block;margin:.75rem 0}
input{display:block;width:100%;font:inherit;padding:.4rem;box-sizing:border-box}button{font:inherit;padding:.5rem 1rem}
[role=alert]{color:#a40000}[role=note]{background:#fff3cd;padding:.5rem}</style></head>
<body><main><p role="note">A double of Stripe, for tests and demonstrations. No money moves here.</p>
<h1>${escapeHtml(title)}</h1>
${body}</main></body></html>`;
}

/** The form that takes a card. */
export function cardForm(options: {
  button: string;
  email: string | null;
  error: string | null;
}): string {
  const alert = options.error === null ? '' : `<p role="alert">${escapeHtml(options.error)}</p>`;
  const email =
    options.email === null
      ? '<label>Email <input name="email" type="email" autocomplete="email" required></label>'
      : `<p>${escapeHtml(options.email)}</p>`;
  return `${alert}<form method="post">${email}
<label>Card number <input name="cardNumber" inputmode="numeric" autocomplete="cc-number" required></label>
<label>Expiry <input name="expiry" autocomplete="cc-exp" value="12 / 34" required></label>
<label>CVC <input name="cvc" autocomplete="cc-csc" value="123" required></label>
<label>Name on card <input name="name" autocomplete="cc-name" required></label>
<button type="submit">${escapeHtml(options.button)}</button></form>`;
}
