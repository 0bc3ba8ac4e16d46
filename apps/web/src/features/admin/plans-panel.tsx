'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import { Skeleton } from '@geko/ui/skeleton';
import type { PlanId } from '@geko/contracts/plans';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { notify } from '../toasts/notify.ts';
import { PlanSettingCard } from './plan-setting-card.tsx';

const PlanDialog = lazy(async () => ({ default: (await import('./plan-dialog.tsx')).PlanDialog }));

/** The plans as they hold now, each to be changed or set back to how it ships. */
export function PlansPanel() {
  const { plans: words, notSaved, sectionNames } = useMessages('admin');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const router = useRouter();
  const [edited, setEdited] = useState<PlanId | null>(null);
  const [reset, setReset] = useState<PlanId | null>(null);
  const { data, error, isError, refetch } = trpc.money.plans.useQuery();
  const save = trpc.money.savePlan.useMutation({
    onSuccess: async (_, { id, plan }) => {
      await Promise.all([utils.money.plans.invalidate(), utils.money.markups.invalidate()]);
      const title = plan === null ? words.resetDone : words.saved;
      const name = plan?.name ?? common.planNames[id];
      void notify({ tone: 'success', title: fill(title, { plan: name }) });
      // The layout hands its name to every other screen.
      router.refresh();
      setEdited(null);
    },
    onError: (failure, { plan }) =>
      // The dialog says it in its own place.
      plan === null
        ? void notify({
            tone: 'danger',
            title: notSaved,
            description: readError(failure)?.message ?? common.networkFailed,
          })
        : undefined,
    onSettled: () => setReset(null),
  });
  if (data === undefined) {
    return isError ? (
      <QueryError error={error} onRetry={() => void refetch()} />
    ) : (
      <div role="status" aria-label={common.loading}>
        <Skeleton className="h-72 rounded-xl" />
      </div>
    );
  }
  const setting = data.plans.find(({ id }) => id === edited);
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-3xl text-sm leading-5 text-muted">{words.lead}</p>
      <ul aria-label={sectionNames.plans} className="grid gap-4 sm:grid-cols-2">
        {data.plans.map((one) => (
          <PlanSettingCard
            key={one.id}
            setting={one}
            onEdit={() => {
              save.reset();
              setEdited(one.id);
            }}
            onReset={() => setReset(one.id)}
          />
        ))}
      </ul>
      {setting === undefined ? null : (
        <Suspense>
          <PlanDialog
            key={setting.id}
            id={setting.id}
            plan={setting.plan}
            before={setting.plan}
            description={words.editLead}
            saveLabel={words.save}
            isSaving={save.isPending}
            error={save.error}
            onSave={(plan) => save.mutate({ id: setting.id, plan })}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
      <AlertDialog
        isOpen={reset !== null}
        onOpenChange={(isOpen) => (isOpen ? undefined : setReset(null))}
        tone="primary"
        title={fill(words.resetTitle, { plan: reset === null ? '' : common.planNames[reset] })}
        description={words.resetBody}
        confirmLabel={words.reset}
        cancelLabel={common.cancel}
        isConfirming={save.isPending}
        onConfirm={() => (reset === null ? undefined : save.mutate({ id: reset, plan: null }))}
      />
    </div>
  );
}
