'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import type { PromoCode } from '@geko/contracts/promo-codes';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { returnFocus } from '../provider-keys/return-focus.ts';
import { QueryError } from '../shell/query-error.tsx';
import { notify } from '../toasts/notify.ts';

const CreatePromoDialog = lazy(async () => ({
  default: (await import('./create-promo-dialog.tsx')).CreatePromoDialog,
}));

/** The codes that bring credit, how often each was used, and what makes another. */
export function PromoCodes() {
  const { promo: texts } = useMessages('payments');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const [isMaking, setMaking] = useState(false);
  const makeButton = useRef<HTMLButtonElement>(null);
  const { data, error, isError, refetch } = trpc.promo.list.useQuery();
  const { mutate, isPending } = trpc.promo.setActive.useMutation({
    onSuccess: () => utils.promo.list.invalidate(),
    onError: (failure) =>
      void notify({
        tone: 'danger',
        title: texts.switchFailed,
        description: readError(failure)?.message ?? common.networkFailed,
      }),
  });
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.title}</CardTitle>
        <CardDescription>{texts.lead}</CardDescription>
      </CardHeader>
      {data === undefined && isError ? (
        <QueryError error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined && !isError ? (
        <div role="status" aria-label={common.loading} className="px-4 pb-4 sm:px-5">
          <Skeleton className="h-12 rounded-lg" />
        </div>
      ) : null}
      {data?.codes.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-muted sm:px-5">{texts.none}</p>
      ) : null}
      {data !== undefined && data.codes.length > 0 ? (
        <ul aria-label={texts.title} className="divide-y divide-line border-t border-line">
          {data.codes.map((code) => (
            <PromoRow
              key={code.id}
              code={code}
              isBusy={isPending}
              onSwitch={() => mutate({ id: code.id, isActive: !code.isActive })}
            />
          ))}
        </ul>
      ) : null}
      <div className="border-t border-line px-4 py-3.5 sm:px-5">
        <Button ref={makeButton} variant="secondary" onClick={() => setMaking(true)}>
          <Plus aria-hidden />
          {texts.make}
        </Button>
      </div>
      <Suspense>
        {isMaking ? (
          <CreatePromoDialog
            returnFocus={(event) => returnFocus(makeButton)(event)}
            onClose={() => setMaking(false)}
          />
        ) : null}
      </Suspense>
    </Card>
  );
}

function PromoRow({
  code,
  isBusy,
  onSwitch,
}: {
  code: PromoCode;
  isBusy: boolean;
  onSwitch: () => void;
}) {
  const { promo: texts } = useMessages('payments');
  const format = useFormat();
  const { code: name, isActive, endsAt, creditDays } = code;
  const facts = [
    fill(texts.used, {
      count: format.count(code.redemptions),
      most: format.count(code.mostRedemptions),
    }),
    endsAt === null ? texts.noEnd : fill(texts.ends, { date: format.dateTime(endsAt) }),
    creditDays === null ? texts.lasts : fill(texts.days, { days: format.count(creditDays) }),
  ];
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-4 py-3.5 sm:px-5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium wrap-anywhere">
          {name}
          <span className="text-muted tabular-nums">{format.nano(code.amountNano)}</span>
          {isActive ? null : <Badge>{texts.off}</Badge>}
        </p>
        <p className="mt-0.5 text-xs leading-5 text-subtle">{facts.join(' · ')}</p>
      </div>
      <Button
        variant="secondary"
        size="sm"
        disabled={isBusy}
        aria-label={fill(isActive ? texts.switchOffOf : texts.switchOnOf, { code: name })}
        onClick={onSwitch}
      >
        {isActive ? texts.switchOff : texts.switchOn}
      </Button>
    </li>
  );
}
