'use client';
import type { Account } from '@geko/contracts/account';
import type { Locale } from '@geko/contracts/auth';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Field } from '@geko/ui/field';
import { useState } from 'react';
import { createFormat } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import { useIsHydrated } from '../../lib/use-is-hydrated.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { ChoiceGroup } from '../shell/choice-group.tsx';
import { TimeZoneButton } from './time-zone-button.tsx';
import { useSaveAccount } from './use-save-account.ts';

const SAMPLE = 1234.5;
const locales = ['en', 'de'] as const satisfies readonly Locale[];

/** How dates and numbers are written for this person, saved as soon as it is chosen. */
export function RegionCard({ account }: { account: Account }) {
  const texts = useMessages('account');
  const isHydrated = useIsHydrated();
  const { save } = useSaveAccount();
  const [now] = useState(() => new Date().toISOString());
  const { locale, timeZone } = account;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.regionTitle}</CardTitle>
        <CardDescription>{texts.regionLead}</CardDescription>
      </CardHeader>
      <CardBody className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        <div className="flex flex-col items-start gap-1.5">
          <p aria-hidden className="text-sm font-medium">
            {texts.locale}
          </p>
          <ChoiceGroup
            label={texts.locale}
            value={locale}
            options={locales.map((one) => ({ value: one, label: texts.locales[one] }))}
            onChange={(next) => {
              if (next !== locale) save({ locale: next }, texts.regionSaved);
            }}
          />
        </div>
        <Field label={texts.timeZone}>
          <TimeZoneButton
            value={timeZone}
            onChange={(zone) => {
              if (zone !== timeZone) save({ timeZone: zone }, texts.regionSaved);
            }}
          />
        </Field>
        <p
          aria-live="polite"
          className="min-h-5 text-[0.8125rem] leading-5 text-subtle sm:col-span-2"
        >
          {isHydrated
            ? fill(texts.preview, {
                time: createFormat({ locale, timeZone }).dateTime(now),
                number: new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(SAMPLE),
              })
            : null}
        </p>
      </CardBody>
    </Card>
  );
}
