import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { ThemeProvider } from '../features/theme/theme-provider.tsx';
import { getMessages } from '../messages/get-messages.ts';
import { MessagesProvider } from '../messages/use-messages.tsx';
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
  return (
    <html lang="en" dir="ltr" suppressHydrationWarning>
      <body className="font-sans text-[0.9375rem] leading-6">
        <a
          href="#content"
          className="sr-only z-70 rounded-md bg-raised px-4 py-2 text-sm font-medium text-fg shadow-lg focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
        >
          {common.skipToContent}
        </a>
        <ThemeProvider nonce={nonce}>
          <MessagesProvider messages={{ common }}>{children}</MessagesProvider>
        </ThemeProvider>
      </body>
    </html>
  );
}
