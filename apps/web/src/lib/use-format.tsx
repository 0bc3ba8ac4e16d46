'use client';
import type { Locale } from '@geko/contracts/auth';
import { createContext, use, useMemo, type ReactNode } from 'react';
import { createFormat, type Format } from './create-format.ts';
import { useIsHydrated } from './use-is-hydrated.ts';

const FormatContext = createContext<Format>(createFormat({ locale: 'en', timeZone: null }));

/**
 * Figures and times as this reader writes them, for everything below. A reader without a zone of their own gets the
 * device's, which the server does not know: its HTML, and the first drawing that must match it, go by UTC.
 */
export function FormatProvider({
  locale = 'en',
  timeZone = null,
  children,
}: {
  locale?: Locale;
  timeZone?: string | null;
  children: ReactNode;
}) {
  const isHydrated = useIsHydrated();
  const zone = timeZone ?? (isHydrated ? null : 'UTC');
  const format = useMemo(() => createFormat({ locale, timeZone: zone }), [locale, zone]);
  return <FormatContext value={format}>{children}</FormatContext>;
}

/** Writes figures, money, dates and times for this reader; English and the device's zone where nobody is known. */
export function useFormat(): Format {
  return use(FormatContext);
}
