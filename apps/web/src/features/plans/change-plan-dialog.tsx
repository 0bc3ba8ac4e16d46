'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Skeleton } from '@geko/ui/skeleton';
import type { PlanPreview, SoldPlan } from '@geko/contracts/subscriptions';
import { useRef } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { formErrorText } from '../admin/form-error-text.ts';
import { newId } from '../chat/new-id.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';

/** What another plan would cost now, as Stripe reckons it, and the change to it for just that. */
export function ChangePlanDialog({
  planId,
  returnFocus,
  onClose,
}: {
  planId: SoldPlan;
  /** For onCloseAutoFocus. */
  returnFocus: (event: Event) => void;
  onClose: () => void;
}) {
  const { changing: words } = useMessages('plans');
  const common = useMessages('common');
  const format = useFormat();
  const { workspace } = useWorkspace();
  const utils = trpc.useUtils();
  const id = useRef<string | null>(null);
  const place = { workspaceId: workspace.id };
  const plan = common.planNames[planId];
  const preview = trpc.billing.previewPlan.useQuery(
    { ...place, planId },
    { gcTime: 0, staleTime: Infinity, retry: false },
  );
  const change = trpc.billing.changePlan.useMutation({
    onSuccess: () => {
      void utils.billing.subscription.invalidate(place);
      void utils.billing.overview.invalidate(place);
      void notify({ tone: 'success', title: fill(words.done, { plan }) });
      onClose();
    },
  });
  const { data } = preview;
  const problem = formErrorText(preview.error ?? change.error, {
    fields: [],
    networkFailed: common.networkFailed,
  });
  const confirm = (): void => {
    if (data === undefined) return;
    id.current ??= newId();
    change.mutate({ ...place, id: id.current, planId, at: data.at });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={fill(words.title, { plan })}
        description={words.lead}
        closeLabel={common.close}
        onCloseAutoFocus={returnFocus}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button disabled={data === undefined} isLoading={change.isPending} onClick={confirm}>
              {data !== undefined && data.dueCents > 0
                ? fill(words.confirmPay, { amount: format.cents(data.dueCents) })
                : words.confirm}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          {problem === null ? null : (
            <Callout tone="danger" role="alert">
              {problem}
            </Callout>
          )}
          {data === undefined && !preview.isError ? (
            <div role="status" aria-label={common.loading}>
              <Skeleton className="h-24 rounded-lg" />
            </div>
          ) : null}
          {data === undefined ? null : <Reckoning preview={data} />}
          {planId === 'paygo' ? <p className="text-sm text-muted">{words.usage}</p> : null}
        </div>
      </DialogContent>
    </Dialog>
  );
}

function Reckoning({
  preview: { lines, totalCents, dueCents, taxCents },
}: {
  preview: PlanPreview;
}) {
  const { changing: words } = useMessages('plans');
  const format = useFormat();
  return (
    <div className="text-sm">
      {lines.length === 0 ? null : (
        <ul aria-label={words.lines} className="flex flex-col gap-1.5 text-muted">
          {lines.map(({ description, amountCents, periodStart }) => (
            <li key={`${description} ${periodStart}`} className="flex justify-between gap-4">
              <span className="min-w-0 wrap-anywhere">{description}</span>
              <span className="shrink-0 tabular-nums">{format.cents(amountCents)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-3 flex justify-between gap-4 border-t border-line pt-3 font-medium">
        <span>{words.due}</span>
        <span className="tabular-nums">{format.cents(dueCents)}</span>
      </p>
      {taxCents > 0 ? (
        <p className="flex justify-between gap-4 text-xs text-subtle">
          <span>{words.tax}</span>
          <span className="tabular-nums">{format.cents(taxCents)}</span>
        </p>
      ) : null}
      {totalCents < 0 ? (
        <p className="mt-2 text-xs text-subtle">
          {fill(words.credit, { amount: format.cents(-totalCents) })}
        </p>
      ) : dueCents === 0 ? (
        <p className="mt-2 text-xs text-subtle">{words.nothing}</p>
      ) : null}
    </div>
  );
}
