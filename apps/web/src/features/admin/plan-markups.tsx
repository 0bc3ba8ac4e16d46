'use client';
import { Button } from '@geko/ui/button';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import type { Markups } from '@geko/contracts/prices';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { MarkupList } from './markup-list.tsx';
import { useSetMarkup } from './use-set-markup.ts';

const KindMarkupDialog = lazy(async () => ({
  default: (await import('./kind-markup-dialog.tsx')).KindMarkupDialog,
}));

/** Each plan's own markup, and those on one kind of model. */
export function PlanMarkups({ markups }: { markups: Markups }) {
  const { markups: words } = useMessages('admin');
  const { modelKinds } = useMessages('common');
  const { planNames } = useMessages('common');
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const remove = useSetMarkup();
  const own = (bps: number | null) =>
    bps === null
      ? fill(words.fromSystem, { markup: format.bps(markups.systemBps) })
      : format.bps(bps);
  return (
    <Card>
      <CardHeader>
        <CardTitle>{words.plans}</CardTitle>
        <CardDescription>{words.plansLead}</CardDescription>
      </CardHeader>
      <CardBody>
        <dl className="grid gap-2 sm:grid-cols-2">
          {markups.plans.map(({ planId, name, postpaidMarkupBps }) => (
            <div
              key={planId}
              className="flex items-center justify-between gap-3 rounded-lg border border-line px-3 py-2 text-sm"
            >
              <dt>{name}</dt>
              <dd className="text-muted tabular-nums">{own(postpaidMarkupBps)}</dd>
            </div>
          ))}
        </dl>
        <Button variant="secondary" size="sm" className="mt-4" onClick={() => setOpen(true)}>
          <Plus aria-hidden />
          {words.addKind}
        </Button>
        {markups.planKinds.length === 0 ? (
          <p className="mt-3 text-sm text-subtle">{words.noKinds}</p>
        ) : null}
      </CardBody>
      {markups.planKinds.length === 0 ? null : (
        <MarkupList
          label={words.plans}
          rows={markups.planKinds.map(({ planId, kind, bps }) => ({
            id: `${planId}/${kind}`,
            what: planNames[planId],
            more: modelKinds[kind],
            bps,
          }))}
          isBusy={remove.isPending}
          onRemove={({ id }) => {
            const found = markups.planKinds.find((one) => `${one.planId}/${one.kind}` === id);
            if (found === undefined) return;
            const { planId, kind } = found;
            remove.mutate({ of: 'plan_kind', planId, kind, bps: null });
          }}
        />
      )}
      {isOpen ? (
        <Suspense>
          <KindMarkupDialog onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </Card>
  );
}
