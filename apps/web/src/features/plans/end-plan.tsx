'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import { Button } from '@geko/ui/button';
import type { PlanStanding } from '@geko/contracts/subscriptions';
import { useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';

/** Cancels what is subscribed to as of the end of its period, or takes that back. */
export function EndPlan({ standing: { subscription } }: { standing: PlanStanding }) {
  const { current: texts, cancelling: words } = useMessages('plans');
  const common = useMessages('common');
  const format = useFormat();
  const { workspace } = useWorkspace();
  const utils = trpc.useUtils();
  const [isAsked, setAsked] = useState(false);
  const place = { workspaceId: workspace.id };
  const plan = subscription === null ? '' : common.planNames[subscription.planId];
  const options = (done: string) => ({
    onSuccess: () => {
      setAsked(false);
      void utils.billing.subscription.invalidate(place);
      void notify({ tone: 'success', title: fill(done, { plan }) });
    },
    onError: (error: unknown) => {
      setAsked(false);
      void notify({
        tone: 'danger',
        title: words.failed,
        description: readError(error)?.message ?? common.networkFailed,
      });
    },
  });
  const cancel = trpc.billing.cancelPlan.useMutation(options(words.done));
  const resume = trpc.billing.resumePlan.useMutation(options(words.undone));
  if (subscription === null || subscription.endedAt !== null) return null;
  const { isEndingAtPeriodEnd, periodEnd } = subscription;
  if (isEndingAtPeriodEnd) {
    return (
      <Button
        variant="secondary"
        isLoading={resume.isPending}
        onClick={() => resume.mutate({ ...place, id: newId() })}
      >
        {texts.resume}
      </Button>
    );
  }
  return (
    <AlertDialog
      isOpen={isAsked}
      onOpenChange={setAsked}
      trigger={<Button variant="ghost">{texts.cancel}</Button>}
      title={fill(words.title, { plan })}
      description={fill(periodEnd === null ? words.bodySoon : words.body, {
        plan,
        free: common.planNames.free,
        date: periodEnd === null ? '' : format.date(periodEnd),
      })}
      confirmLabel={words.confirm}
      cancelLabel={words.keep}
      isConfirming={cancel.isPending}
      onConfirm={() => cancel.mutate({ ...place, id: newId() })}
    />
  );
}
