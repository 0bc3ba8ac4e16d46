import { useEffect } from 'react';

/** Who goes back from Stripe's page may be shown this one as it was left, still on its way. */
export function useFreshOnReturn(reset: () => void): void {
  useEffect(() => {
    const onShow = (event: PageTransitionEvent): void => {
      if (event.persisted) reset();
    };
    window.addEventListener('pageshow', onShow);
    return () => window.removeEventListener('pageshow', onShow);
  }, [reset]);
}
