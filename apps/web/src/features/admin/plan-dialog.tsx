'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import type { Plan, PlanId } from '@geko/contracts/plans';
import { useId, useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { formErrorText } from './form-error-text.ts';
import { fromDraft, toDraft, type PlanProblem } from './plan-draft.ts';
import { PlanFields } from './plan-fields.tsx';
import { planChanges } from './plan-words.ts';

/** Changes a plan, and says before it is saved what will be different. before: the plan as it holds now. */
export function PlanDialog({
  id,
  plan,
  before,
  description,
  saveLabel,
  isSaving,
  error,
  onSave,
  onClose,
}: {
  id: PlanId;
  plan: Plan;
  before: Plan;
  description: string;
  saveLabel: string;
  isSaving: boolean;
  error: unknown;
  onSave: (plan: Plan) => void;
  onClose: () => void;
}) {
  const { plans: words } = useMessages('admin');
  const common = useMessages('common');
  const format = useFormat();
  const formId = useId();
  const [draft, setDraft] = useState(() => toDraft(plan));
  const [problems, setProblems] = useState<PlanProblem[]>([]);
  const problem = formErrorText(error, { fields: [], networkFailed: common.networkFailed });
  const read = fromDraft(draft);
  const texts = { words, planNames: common.planNames, format };
  const changes = 'plan' in read ? planChanges(before, read.plan, texts) : null;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setProblems('plan' in read ? [] : read.problems);
    if ('plan' in read && !isSaving) onSave(read.plan);
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        size="lg"
        title={fill(words.editTitle, { plan: common.planNames[id] })}
        description={description}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={isSaving}>
              {saveLabel}
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
          <PlanFields id={id} draft={draft} problems={problems} onChange={setDraft} />
          {changes === null ? null : (
            <Callout tone={changes.length === 0 ? 'neutral' : 'warning'} title={words.changes}>
              {changes.length === 0 ? (
                words.noChanges
              ) : (
                <ul className="list-disc ps-4">
                  {changes.map((line) => (
                    <li key={line} className="break-words">
                      {line}
                    </li>
                  ))}
                </ul>
              )}
            </Callout>
          )}
        </form>
      </DialogContent>
    </Dialog>
  );
}
