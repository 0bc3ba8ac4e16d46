'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { SegmentedControl } from '@geko/ui/segmented-control';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import type { LotKind } from '@geko/contracts/wallet';
import { useId, useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { formText } from '../../lib/form-text.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { notify } from '../toasts/notify.ts';
import { parseDollars } from './dollars.ts';
import { formErrorText } from './form-error-text.ts';

const kinds = ['bonus', 'trial', 'subscription', 'purchased'] as const satisfies readonly LotKind[];

type Problems = { amount?: string; day?: string };

/** Gives a workspace credit by the operator's hand. */
export function GrantDialog({
  workspace,
  onClose,
}: {
  workspace: { id: string; name: string };
  onClose: () => void;
}) {
  const { grant: words, notDollars } = useMessages('admin');
  const common = useMessages('common');
  const format = useFormat();
  const formId = useId();
  // One id for every try of this grant, so that a resend gives nothing more.
  const [id] = useState(newId);
  const [kind, setKind] = useState<LotKind>('bonus');
  const [hasEnd, setHasEnd] = useState(false);
  const [problems, setProblems] = useState<Problems>({});
  const grant = trpc.money.grant.useMutation({
    onSuccess: (_, { amountNano }) => {
      const amount = format.nano(amountNano);
      void notify({
        tone: 'success',
        title: fill(words.done, { amount, workspace: workspace.name }),
      });
      onClose();
    },
  });
  const problem = formErrorText(grant.error, { fields: [], networkFailed: common.networkFailed });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const amountNano = parseDollars(formText(event.currentTarget, 'amount'));
    // The end of that day where the operator is.
    const expiresAt = hasEnd ? new Date(`${formText(event.currentTarget, 'day')}T23:59:59`) : null;
    const isPast = expiresAt !== null && !(expiresAt.getTime() > Date.now());
    const found: Problems = {
      ...(amountNano === null || amountNano <= 0n ? { amount: notDollars } : {}),
      ...(isPast ? { day: words.pastDay } : {}),
    };
    setProblems(found);
    if (amountNano === null || Object.keys(found).length > 0) return;
    grant.mutate({
      id,
      workspaceId: workspace.id,
      kind,
      amountNano: amountNano.toString(),
      expiresAt: expiresAt?.toISOString() ?? null,
    });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={fill(words.title, { workspace: workspace.name })}
        description={words.lead}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={grant.isPending}>
              {words.submit}
            </Button>
          </>
        }
      >
        <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
          {problem === null ? null : (
            <Callout tone="danger" role="alert">
              {problem}
            </Callout>
          )}
          <Field label={words.amount} error={problems.amount}>
            <Input name="amount" inputMode="decimal" autoComplete="off" autoFocus icon="$" />
          </Field>
          <Field label={words.kind} hint={words.kindHint}>
            <Select
              value={kind}
              onValueChange={(next) => setKind(kinds.find((one) => one === next) ?? kind)}
            >
              <SelectTrigger />
              <SelectContent>
                {kinds.map((one) => (
                  <SelectItem key={one} value={one}>
                    {words.kinds[one]}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          </Field>
          <div className="flex flex-col gap-1.5">
            <p aria-hidden className="text-[0.8125rem] font-medium text-fg">
              {words.expires}
            </p>
            <SegmentedControl
              label={words.expires}
              value={hasEnd ? 'day' : 'never'}
              onValueChange={(next) => setHasEnd(next === 'day')}
              options={[
                { value: 'never', label: words.never },
                { value: 'day', label: words.onDay },
              ]}
              className="self-start"
            />
            {hasEnd ? (
              <Field label={words.day} error={problems.day} className="mt-2">
                <Input name="day" type="date" className="sm:w-48" />
              </Field>
            ) : null}
          </div>
        </form>
      </DialogContent>
    </Dialog>
  );
}
