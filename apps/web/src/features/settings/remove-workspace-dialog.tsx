'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useId, useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { workspaceLosses } from '../shell/workspace-access.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { ProofField } from './proof-field.tsx';
import { useProofProblem } from './use-proof-problem.ts';

/** Deletes the workspace, once its name and the password are typed. What stands there then has the way back. */
export function RemoveWorkspaceDialog({ onClose }: { onClose: () => void }) {
  const { removal } = useMessages('settings');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const formId = useId();
  const [typed, setTyped] = useState('');
  const [isAsked, setAsked] = useState(false);
  const isNamed = typed.trim() === workspace.name;
  const remove = trpc.workspace.remove.useMutation({
    onSuccess: ({ purgeAfter }) =>
      workspaceLosses.set(workspace.id, { kind: 'deleted', purgeAfter }),
  });
  const problem = useProofProblem(remove.error);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(true);
    if (!isNamed || remove.isPending) return;
    const password = formText(event.currentTarget, 'password');
    remove.mutate({ workspaceId: workspace.id, password: password === '' ? null : password });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={fill(removal.title, { workspace: workspace.name })}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} variant="danger" isLoading={remove.isPending}>
              {removal.confirm}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
          <ul className="flex list-disc flex-col gap-1 ps-5 text-sm leading-5 text-muted">
            {removal.happens.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {problem.form === undefined ? null : (
            <Callout tone="danger" role="alert">
              {problem.form}
            </Callout>
          )}
          <Field
            label={fill(removal.typeName, { workspace: workspace.name })}
            error={isAsked && !isNamed ? removal.typeMismatch : undefined}
          >
            <Input
              required
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Field>
          <ProofField error={problem.password} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
