'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import type { Limit } from '@geko/contracts/limits';
import { useId, useState, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { fieldProblem } from '../../lib/field-problem.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { CapField } from './cap-field.tsx';
import { draftSubject, draftZone, emptyDraft, readDraft, type LimitDraft } from './limit-draft.ts';
import { limitLabel, sameLimit } from './limit-words.ts';
import { MeterField } from './meter-field.tsx';
import { OverflowField } from './overflow-field.tsx';
import { PeriodField } from './period-field.tsx';
import { StartField } from './start-field.tsx';
import { SubjectField } from './subject-field.tsx';
import { useCreateLimit } from './use-create-limit.ts';
import { ZoneField } from './zone-field.tsx';

/** Sets a limit: on whom, of what, how much, over which time, and what happens then. */
export function CreateLimitDialog({
  limits: list,
  keyId = null,
  onChangeExisting,
  onClose,
}: {
  /** Those that are there: there can be one a subject, meter and period. */
  limits: readonly Limit[];
  /** The API key that it is meant for; another subject can still be chosen. */
  keyId?: string | null;
  onChangeExisting: (limit: Limit) => void;
  onClose: () => void;
}) {
  const limits = useMessages('limits');
  const common = useMessages('common');
  const { dialog } = limits;
  const { workspace } = useWorkspace();
  const formId = useId();
  const [draft, setDraft] = useState<LimitDraft>(() =>
    keyId === null ? emptyDraft : { ...emptyDraft, subjectKind: 'key', keyId },
  );
  const [isAsked, setAsked] = useState(false);
  const details = trpc.workspace.get.useQuery({ workspaceId: workspace.id });
  const timeZone = details.data?.timeZone ?? 'UTC';
  const { create, isCreating, error } = useCreateLimit((limit) => {
    void notify({
      tone: 'success',
      title: fill(dialog.created, { limit: limitLabel(limit, limits) }),
    });
    onClose();
  });
  const change = (part: Partial<LimitDraft>): void => setDraft({ ...draft, ...part });
  const read = readDraft(draft, timeZone);
  const problems = isAsked && 'problems' in read ? read.problems : {};
  const subject = draftSubject(draft);
  const existing = subject === null ? null : sameLimit(list, { ...draft, subject });
  const atField = {
    subject: fieldProblem(error, 'subject.id') ?? fieldProblem(error, 'subject'),
    cap: fieldProblem(error, 'cap'),
    period: fieldProblem(error, 'period'),
    startsOn: fieldProblem(error, 'anchorAt'),
  };
  const isAtField = Object.values(atField).some((problem) => problem !== undefined);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(true);
    if ('facts' in read && existing === null && !isCreating) create(read.facts);
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={dialog.title}
        description={dialog.lead}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={isCreating}>
              {dialog.create}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
          {error === null || isAtField ? null : (
            <Callout tone="danger" role="alert">
              {readError(error)?.message ?? common.networkFailed}
            </Callout>
          )}
          <SubjectField
            draft={draft}
            problems={problems}
            error={atField.subject}
            onChange={change}
          />
          <MeterField value={draft.meter} onChange={(meter) => change({ meter, capText: '' })} />
          <div className="grid gap-4 sm:grid-cols-2">
            <CapField
              meter={draft.meter}
              label={dialog.caps[draft.meter]}
              value={draft.capText}
              onChange={(capText) => change({ capText })}
              problem={problems.cap ?? null}
              error={atField.cap}
            />
            <PeriodField
              value={draft.period}
              onChange={(period) => change({ period })}
              existing={existing}
              onChangeExisting={onChangeExisting}
              error={atField.period}
            />
          </div>
          <OverflowField value={draft.overflow} onChange={(overflow) => change({ overflow })} />
          {draft.period === 'total' ? null : (
            <>
              {draft.subjectKind === 'tenant' ? (
                <ZoneField
                  value={draftZone(draft, timeZone)}
                  onChange={(zone) => change({ timeZone: zone })}
                />
              ) : null}
              <StartField
                period={draft.period}
                timeZone={draftZone(draft, timeZone)}
                value={draft.startsOn}
                onChange={(startsOn) => change({ startsOn })}
                error={problems.startsOn ? dialog.badDay : atField.startsOn}
              />
            </>
          )}
        </form>
      </DialogContent>
    </Dialog>
  );
}
