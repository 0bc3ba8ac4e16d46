'use client';
import { common } from '../messages/en/common.ts';

/** Stands in for the root layout itself, so neither theme, styles nor messages of the app are there. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en" dir="ltr">
      <body
        style={{
          colorScheme: 'light dark',
          display: 'grid',
          fontFamily: 'system-ui, sans-serif',
          minHeight: '100dvh',
          placeContent: 'center',
          margin: 0,
          padding: '1.5rem',
          textAlign: 'center',
        }}
      >
        <title>{common.crashTitle}</title>
        <h1 style={{ fontSize: '1.25rem' }}>{common.crashTitle}</h1>
        <p style={{ maxWidth: '24rem' }}>{common.crashBody}</p>
        <p>
          <button type="button" onClick={retry} style={{ font: 'inherit', padding: '0.5rem 1rem' }}>
            {common.retry}
          </button>
        </p>
      </body>
    </html>
  );
}
