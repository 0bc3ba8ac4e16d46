'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Checkbox } from '@geko/ui/checkbox';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { FormError } from '@geko/ui/form-error';
import { Label } from '@geko/ui/label';
import { SegmentedControl } from '@geko/ui/segmented-control';
import type { ModelCandidate } from '@geko/contracts/prices';
import { useId, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import { CandidatePrices } from './candidate-prices.tsx';
import { formErrorText } from './form-error-text.ts';

/** Asks once more before a model or a price becomes real; one in quarantine must have been checked. */
export function PublishDialog({
  candidate,
  onClose,
}: {
  candidate: ModelCandidate;
  onClose: () => void;
}) {
  const { prices: words } = useMessages('admin');
  const common = useMessages('common');
  const checkId = useId();
  const utils = trpc.useUtils();
  const { facts, existing, status, problems } = candidate;
  const named = { model: facts.name };
  const mustCheck = status === 'quarantined';
  const [tier, setTier] = useState<'free' | 'premium'>('premium');
  const [isChecked, setChecked] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const publish = trpc.money.publishCandidate.useMutation({
    onSuccess: async () => {
      await Promise.all([utils.money.candidates.invalidate(), utils.money.markups.invalidate()]);
      void notify({ tone: 'success', title: fill(words.published, named) });
      onClose();
    },
  });
  const problem = formErrorText(publish.error, { fields: [], networkFailed: common.networkFailed });
  const submit = (): void => {
    setAsked(true);
    if (mustCheck && !isChecked) return;
    publish.mutate({ id: candidate.id, tier, isChecked });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={fill(words.publishTitle, named)}
        description={existing === null ? words.publishNew : words.publishPrice}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button isLoading={publish.isPending} onClick={submit}>
              {words.publish}
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
          {problems.length === 0 ? null : (
            <Callout tone="warning" title={words.problems}>
              <ul className="list-disc ps-5">
                {problems.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </Callout>
          )}
          <CandidatePrices candidate={candidate} />
          {existing === null ? (
            <Field label={words.tier} hint={words.tierHint}>
              <SegmentedControl
                label={words.tier}
                value={tier}
                onValueChange={setTier}
                options={[
                  { value: 'premium', label: common.tierNames.premium },
                  { value: 'free', label: common.tierNames.free },
                ]}
                className="self-start"
              />
            </Field>
          ) : null}
          {mustCheck ? (
            <div className="flex flex-col gap-1.5">
              <div className="flex items-center gap-2.5">
                <Checkbox
                  id={checkId}
                  checked={isChecked}
                  onCheckedChange={(next) => setChecked(next === true)}
                  aria-invalid={(isAsked && !isChecked) || undefined}
                  aria-describedby={isAsked && !isChecked ? `${checkId}-error` : undefined}
                />
                <Label htmlFor={checkId}>{words.isChecked}</Label>
              </div>
              {isAsked && !isChecked ? (
                <FormError id={`${checkId}-error`}>{words.mustCheck}</FormError>
              ) : null}
            </div>
          ) : null}
        </div>
      </DialogContent>
    </Dialog>
  );
}
