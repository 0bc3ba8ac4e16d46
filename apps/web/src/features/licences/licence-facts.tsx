'use client';
import { Badge } from '@geko/ui/badge';
import { Meter } from '@geko/ui/meter';
import type { AdminLicence, LicenceStatus } from '@geko/contracts/licences';
import type { ReactNode } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import type { Messages } from '../../messages/messages.ts';

/** What the owner's and the operator's rows have in common. */
export type LicenceFactsOf = Pick<
  AdminLicence,
  | 'tier'
  | 'lastFour'
  | 'status'
  | 'source'
  | 'expiresAt'
  | 'lastUsedAt'
  | 'seats'
  | 'devices'
  | 'thisMonth'
>;

const tones = {
  active: 'success',
  suspended: 'warning',
  revoked: 'neutral',
  expired: 'neutral',
  unconfirmed: 'warning',
} as const satisfies Record<LicenceStatus, string>;

/** What people know a licence by: "Pro · GEKO-…-T4WA". */
export function licenceName(
  { tier, lastFour }: Pick<LicenceFactsOf, 'tier' | 'lastFour'>,
  texts: Messages['licences'],
): string {
  return fill(texts.name, { tier: texts.tiers[tier], key: fill(texts.keyEnd, { lastFour }) });
}

/** Its name, and what it is now. */
export function LicenceTitle({ licence }: { licence: LicenceFactsOf }) {
  const texts = useMessages('licences');
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
      <span className="min-w-0 wrap-anywhere">{licenceName(licence, texts)}</span>
      <Badge tone={tones[licence.status]}>{texts.statuses[licence.status]}</Badge>
    </p>
  );
}

/** What it allows this month, and how long and on how many devices it lasts. */
export function LicenceFacts({ licence }: { licence: LicenceFactsOf }) {
  const texts = useMessages('licences');
  const format = useFormat();
  const { thisMonth, seats, devices, expiresAt, lastUsedAt, source } = licence;
  const { meter, used, cap, resetsAt } = thisMonth;
  const label = texts.used[meter === 'tokens' ? 'tokens' : 'requests'];
  return (
    <>
      <Meter
        isCompact
        className="mt-2.5 max-w-md"
        label={
          <>
            <span className="sr-only">{licenceName(licence, texts)}: </span>
            {label}
          </>
        }
        value={used}
        max={cap}
        valueText={fill(texts.usedOf, { used: format.count(used), cap: format.count(cap) })}
        warningLabel={texts.nearCap}
        dangerLabel={texts.atCap}
      />
      <p className="mt-1 text-xs text-subtle">
        {fill(texts.resets, { date: format.date(resetsAt) })}
      </p>
      <dl className="mt-2.5 grid grid-cols-2 gap-x-4 gap-y-2.5 text-[0.8125rem] leading-5 md:grid-cols-4">
        <Fact name={texts.facts.seats}>
          {seats === null
            ? texts.anySeats
            : fill(texts.seats, { taken: format.count(devices), seats: format.count(seats) })}
        </Fact>
        <Fact name={texts.facts.lastUsed}>
          {lastUsedAt === null ? texts.never : format.dateTime(lastUsedAt)}
        </Fact>
        <Fact name={texts.facts.ends}>
          {expiresAt === null ? texts.never : format.dateTime(expiresAt)}
        </Fact>
        <Fact name={texts.facts.source}>{texts.sources[source]}</Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-subtle">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
