'use client';
import { Field } from '@geko/ui/field';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import type { Permission } from '@geko/contracts/permissions';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import type { DraftProblems, LimitDraft } from './limit-draft.ts';
import { KeyPick } from './key-pick.tsx';
import { MemberPick } from './member-pick.tsx';
import { ModelPick } from './model-pick.tsx';

const kinds = ['tenant', 'workspace', 'each_member', 'member', 'model', 'key'] as const;
type Kind = (typeof kinds)[number];
const permissionOf: Partial<Record<Kind, Permission>> = {
  /** Limits on the whole company are for those who may spend its money. */
  tenant: 'billing:manage',
  /** To choose one is to see them. */
  key: 'apikey:own',
};

/** What a new limit is on, and which member, model or API key where it is on one. */
export function SubjectField({
  draft: { subjectKind, memberId, modelId, keyId },
  problems,
  error,
  onChange,
}: {
  draft: LimitDraft;
  problems: DraftProblems;
  /** The server's word on the member, the model or the key. */
  error: string | undefined;
  onChange: (part: Partial<LimitDraft>) => void;
}) {
  const { dialog, subjects } = useMessages('limits');
  const { can } = useWorkspace();
  const mine = kinds.filter((kind) => {
    const needed = permissionOf[kind];
    return needed === undefined || can(needed);
  });
  const isPicked = subjectKind === 'member' || subjectKind === 'model' || subjectKind === 'key';
  return (
    <>
      <Field
        label={dialog.subject}
        hint={subjectKind === 'tenant' ? dialog.companyHint : undefined}
        error={isPicked ? undefined : error}
      >
        <Select
          value={subjectKind}
          onValueChange={(next) => {
            const kind = mine.find((one) => one === next);
            if (kind !== undefined) onChange({ subjectKind: kind });
          }}
        >
          <SelectTrigger />
          <SelectContent>
            {mine.map((kind) => (
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
      {subjectKind === 'key' ? (
        <KeyPick
          value={keyId}
          onChange={(id) => onChange({ keyId: id })}
          error={problems.key ? dialog.keyMissing : error}
        />
      ) : null}
    </>
  );
}
