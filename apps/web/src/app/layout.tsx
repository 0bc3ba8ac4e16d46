import { cn } from '@geko/ui/cn';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { ThemeProvider } from '../features/theme/theme-provider.tsx';
import { getMessages } from '../messages/get-messages.ts';
import { MessagesProvider } from '../messages/use-messages.tsx';
import { wiring } from '../server/wiring.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Geko', template: '%s · Geko' },
  description: getMessages().landing.body,
  applicationName: 'Geko',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  // The composer stays above the on-screen keyboard.
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfcfb' },
    { media: '(prefers-color-scheme: dark)', color: '#111614' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? '';
  const { common } = getMessages();
  const isDemoPaid = wiring().stripe?.isDouble === true;
  return (
    <html lang="en" dir="ltr" suppressHydrationWarning>
      <body className={cn('font-sans text-[0.9375rem] leading-6', isDemoPaid && 'demo-money')}>
        <a
          href="#content"
          className="sr-only z-70 rounded-md bg-raised px-4 py-2 text-sm font-medium text-fg shadow-lg focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
        >
          {common.skipToContent}
        </a>
        {isDemoPaid ? (
          <aside
            aria-label={common.demo}
            className="sticky top-0 z-60 flex h-7 items-center justify-center bg-warning-soft px-3 text-center text-xs font-medium text-warning-text"
          >
            {common.demoMoney}
          </aside>
        ) : null}
        <ThemeProvider nonce={nonce}>
          <MessagesProvider messages={{ common }}>{children}</MessagesProvider>
        </ThemeProvider>
      </body>
    </html>
  );
}
