'use client';
import { Callout } from '@geko/ui/callout';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { SegmentedControl } from '@geko/ui/segmented-control';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import type { IssueLicence, LicenceTier } from '@geko/contracts/licences';
import { useState, type SubmitEvent } from 'react';
import { fieldProblem } from '../../lib/field-problem.ts';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { formErrorText } from '../admin/form-error-text.ts';
import { WorkspaceField, type NamedWorkspace } from './workspace-field.tsx';

export type IssueFacts = Omit<Required<IssueLicence>, 'id'>;

const tiers = ['starter', 'pro', 'team', 'api'] as const satisfies readonly LicenceTier[];
const FIELDS = ['workspaceId', 'holderEmail', 'expiresAt'];

type Problems = { workspace?: string; holder?: string; day?: string };

/** What a licence is to be. */
export function IssueForm({
  id,
  error,
  onSubmit,
}: {
  id: string;
  error: unknown;
  onSubmit: (facts: IssueFacts) => void;
}) {
  const { tiers: tierNames, admin } = useMessages('licences');
  const { form } = admin;
  const common = useMessages('common');
  const [workspace, setWorkspace] = useState<NamedWorkspace | null>(null);
  const [tier, setTier] = useState<LicenceTier>('pro');
  const [hasEnd, setHasEnd] = useState(false);
  const [problems, setProblems] = useState<Problems>({});
  const problem = formErrorText(error, { fields: FIELDS, networkFailed: common.networkFailed });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const holderEmail = formText(event.currentTarget, 'holder').trim();
    // The end of that day where the operator is.
    const endsAt = hasEnd ? new Date(`${formText(event.currentTarget, 'day')}T23:59:59`) : null;
    const isPast = endsAt !== null && !(endsAt.getTime() > Date.now());
    const found: Problems = {
      ...(workspace === null ? { workspace: form.workspaceMissing } : {}),
      ...(holderEmail === '' ? { holder: form.holderMissing } : {}),
      ...(isPast ? { day: form.pastDay } : {}),
    };
    setProblems(found);
    if (workspace === null || Object.keys(found).length > 0) return;
    onSubmit({
      workspaceId: workspace.id,
      tier,
      holderEmail,
      expiresAt: endsAt?.toISOString() ?? null,
    });
  };
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
      {problem === null ? null : (
        <Callout tone="danger" role="alert">
          {problem}
        </Callout>
      )}
      <WorkspaceField
        value={workspace}
        error={problems.workspace ?? fieldProblem(error, 'workspaceId')}
        onChange={setWorkspace}
      />
      <Field label={form.tier}>
        <Select
          value={tier}
          onValueChange={(next) => setTier(tiers.find((one) => one === next) ?? tier)}
        >
          <SelectTrigger />
          <SelectContent>
            {tiers.map((one) => (
              <SelectItem key={one} value={one}>
                {tierNames[one]}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      </Field>
      <Field label={form.holder} error={problems.holder ?? fieldProblem(error, 'holderEmail')}>
        <Input name="holder" type="email" autoComplete="off" spellCheck={false} />
      </Field>
      <div className="flex flex-col gap-1.5">
        <p aria-hidden className="text-[0.8125rem] font-medium text-fg">
          {form.ends}
        </p>
        <SegmentedControl
          label={form.ends}
          value={hasEnd ? 'day' : 'never'}
          onValueChange={(next) => setHasEnd(next === 'day')}
          options={[
            { value: 'never', label: form.endChoices.never },
            { value: 'day', label: form.endChoices.day },
          ]}
          className="self-start"
        />
        {hasEnd ? (
          <Field
            label={form.day}
            error={problems.day ?? fieldProblem(error, 'expiresAt')}
            className="mt-2"
          >
            <Input name="day" type="date" className="sm:w-48" />
          </Field>
        ) : null}
      </div>
    </form>
  );
}
