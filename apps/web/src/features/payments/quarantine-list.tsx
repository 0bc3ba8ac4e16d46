'use client';
import { Button } from '@geko/ui/button';
import { Card, CardHeader, CardTitle } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import type { Quarantine } from '@geko/contracts/payments';
import { CircleCheck } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

const SettleDialog = lazy(async () => ({
  default: (await import('./settle-dialog.tsx')).SettleDialog,
}));

/** What Stripe told that was not acted upon, until an operator says that it is settled. */
export function QuarantineList({ items, count }: Quarantine) {
  const texts = useMessages('payments');
  const format = useFormat();
  const [settling, setSettling] = useState<string | null>(null);
  if (items.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={<CircleCheck />}
          title={texts.empty.title}
          body={texts.empty.body}
          className="py-8"
        />
      </Card>
    );
  }
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.list}</CardTitle>
      </CardHeader>
      <ul aria-label={texts.list} className="divide-y divide-line border-t border-line">
        {items.map(({ eventId, type, objectId, reason, receivedAt }) => {
          const about = fill(texts.about, { type, object: objectId ?? texts.noObject });
          return (
            <li
              key={eventId}
              className="flex flex-wrap items-center justify-between gap-3 px-4 py-3.5 sm:px-5"
            >
              <div className="min-w-0 flex-1 basis-56">
                <p className="text-sm font-medium">{texts.reasons[reason]}</p>
                <p className="mt-0.5 text-xs leading-5 wrap-anywhere text-muted">{about}</p>
                <p className="mt-0.5 text-xs leading-5 text-subtle">
                  {format.dateTime(receivedAt)}
                </p>
              </div>
              <Button
                variant="secondary"
                size="sm"
                aria-label={fill(texts.settle.of, { about })}
                onClick={() => setSettling(eventId)}
              >
                {texts.settle.open}
              </Button>
            </li>
          );
        })}
      </ul>
      {count > items.length ? (
        <p className="border-t border-line px-4 py-3 text-xs text-muted sm:px-5">
          {fill(texts.more, { shown: String(items.length), count: String(count) })}
        </p>
      ) : null}
      <Suspense>
        {settling === null ? null : (
          <SettleDialog eventId={settling} onClose={() => setSettling(null)} />
        )}
      </Suspense>
    </Card>
  );
}
