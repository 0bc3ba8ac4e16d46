'use client';
import { Button } from '@geko/ui/button';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { returnFocus } from '../provider-keys/return-focus.ts';

const BuyCreditDialog = lazy(async () => ({
  default: (await import('./buy-credit-dialog.tsx')).BuyCreditDialog,
}));

/** The button, and what it opens. */
export function BuyCredit({ nanoPerCredit }: { nanoPerCredit: string }) {
  const { buying: words } = useMessages('wallet');
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button ref={button} onClick={() => setOpen(true)}>
        <Plus aria-hidden />
        {words.title}
      </Button>
      <Suspense>
        {isOpen ? (
          <BuyCreditDialog
            nanoPerCredit={nanoPerCredit}
            returnFocus={(event) => returnFocus(button)(event)}
            onClose={() => setOpen(false)}
          />
        ) : null}
      </Suspense>
    </>
  );
}
