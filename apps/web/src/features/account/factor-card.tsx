'use client';
import type { Account } from '@geko/contracts/account';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import { lazy, Suspense, useState } from 'react';
import { plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { SettingRow } from './setting-row.tsx';

const EnableFactor = lazy(async () => ({
  default: (await import('./enable-factor.tsx')).EnableFactor,
}));
const DisableFactor = lazy(async () => ({
  default: (await import('./disable-factor.tsx')).DisableFactor,
}));
const RenewCodes = lazy(async () => ({
  default: (await import('./renew-codes.tsx')).RenewCodes,
}));

/** From here on the person is told to make new ones. */
const FEW_CODES = 3;

/** Two-step sign-in: set up, turned off, its recovery codes made anew. */
export function FactorCard({ account }: { account: Account }) {
  const texts = useMessages('account');
  const [opened, setOpened] = useState<'enable' | 'disable' | 'renew' | null>(null);
  const { isEnabled, recoveryCodesLeft: left } = account.totp;
  const dialog = { account, onClose: () => setOpened(null) };
  return (
    <>
      <SettingRow
        title={texts.factorTitle}
        lead={texts.factorLead}
        state={
          <Badge tone={isEnabled ? 'success' : 'neutral'}>
            {isEnabled ? texts.factorOn : texts.factorOff}
          </Badge>
        }
        action={
          isEnabled ? (
            <>
              <Button variant="secondary" size="sm" onClick={() => setOpened('renew')}>
                {texts.renew}
              </Button>
              <Button variant="ghost" size="sm" onClick={() => setOpened('disable')}>
                {texts.disable}
              </Button>
            </>
          ) : (
            <Button size="sm" onClick={() => setOpened('enable')}>
              {texts.enable}
            </Button>
          )
        }
      >
        {isEnabled ? (
          <p className={left <= FEW_CODES ? 'text-sm text-warning-text' : 'text-sm text-muted'}>
            {plural(texts.codesLeft, left)}
            {left <= FEW_CODES ? `. ${texts.fewCodes}` : null}
          </p>
        ) : undefined}
      </SettingRow>
      <Suspense>
        {opened === 'enable' ? <EnableFactor {...dialog} /> : null}
        {opened === 'disable' ? <DisableFactor {...dialog} /> : null}
        {opened === 'renew' ? <RenewCodes {...dialog} /> : null}
      </Suspense>
    </>
  );
}
