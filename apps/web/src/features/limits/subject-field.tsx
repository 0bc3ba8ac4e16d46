'use client';
import { Field } from '@geko/ui/field';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import type { DraftProblems, LimitDraft } from './limit-draft.ts';
import { MemberPick } from './member-pick.tsx';
import { ModelPick } from './model-pick.tsx';

const ownKinds = ['workspace', 'each_member', 'member', 'model'] as const;
/** Limits on the whole company are for those who may spend its money. */
const ownersKinds = ['tenant', ...ownKinds] as const;

/** What a new limit is on, and which member or model where it is on one. */
export function SubjectField({
  draft: { subjectKind, memberId, modelId },
  problems,
  error,
  onChange,
}: {
  draft: LimitDraft;
  problems: DraftProblems;
  /** The server's word on the member or the model. */
  error: string | undefined;
  onChange: (part: Partial<LimitDraft>) => void;
}) {
  const { dialog, subjects } = useMessages('limits');
  const { can } = useWorkspace();
  const kinds = can('billing:manage') ? ownersKinds : ownKinds;
  return (
    <>
      <Field
        label={dialog.subject}
        hint={subjectKind === 'tenant' ? dialog.companyHint : undefined}
        error={subjectKind === 'member' || subjectKind === 'model' ? undefined : error}
      >
        <Select
          value={subjectKind}
          onValueChange={(next) => {
            const kind = kinds.find((one) => one === next);
            if (kind !== undefined) onChange({ subjectKind: kind });
          }}
        >
          <SelectTrigger />
          <SelectContent>
            {kinds.map((kind) => (
              <SelectItem key={kind} value={kind}>
                {subjects[kind]}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      </Field>
      {subjectKind === 'member' ? (
        <MemberPick
          value={memberId}
          onChange={(userId) => onChange({ memberId: userId })}
          error={problems.member ? dialog.memberMissing : error}
        />
      ) : null}
      {subjectKind === 'model' ? (
        <ModelPick
          value={modelId}
          onChange={(id) => onChange({ modelId: id })}
          error={problems.model ? dialog.modelMissing : error}
        />
      ) : null}
    </>
  );
}
