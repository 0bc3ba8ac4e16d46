'use client';
import { Button } from '@geko/ui/button';
import { FormError } from '@geko/ui/form-error';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { askDesktop, DesktopError } from '../desktop/desktop.ts';

/** In the desktop app, in the place of accounts elsewhere: one's own browser signs in, as one is used to. */
export function BrowserSignIn() {
  const auth = useMessages('auth');
  const [problem, setProblem] = useState<string | null>(null);
  const begin = (): void => {
    setProblem(null);
    askDesktop('signInByBrowser').catch((error: unknown) =>
      setProblem(error instanceof DesktopError ? error.message : auth.browserFailed),
    );
  };
  return (
    <>
      {problem === null ? null : <FormError>{problem}</FormError>}
      <Button variant="secondary" size="lg" className="w-full" onClick={begin}>
        {auth.inBrowser}
      </Button>
    </>
  );
}
