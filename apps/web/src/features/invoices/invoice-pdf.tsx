import { buttonVariants } from '@geko/ui/button-variants';
import type { Invoice } from '@geko/contracts/invoices';
import { Download } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** The way to an invoice's PDF: of use it is drawn at path, of a plan Stripe has it. */
export function InvoicePdf({ invoice, path }: { invoice: Invoice; path: string }) {
  const texts = useMessages('invoices');
  const { kind, number, pdfUrl } = invoice;
  const href = kind === 'plan' ? pdfUrl : path;
  if (href === null) return null;
  return (
    <a
      href={href}
      {...(kind === 'plan' ? { target: '_blank', rel: 'noreferrer' } : { download: true })}
      aria-label={fill(texts.pdfOf, { number })}
      className={buttonVariants({ variant: 'secondary', size: 'sm' })}
    >
      <Download aria-hidden />
      {texts.pdf}
    </a>
  );
}
