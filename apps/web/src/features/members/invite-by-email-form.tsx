'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Field } from '@geko/ui/field';
import { Textarea } from '@geko/ui/textarea';
import type { InviteByEmailResult } from '@geko/contracts/members';
import { useState, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill, plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { parseAddresses } from './address-list.ts';
import { InviteRole, useInviteRole } from './invite-role.tsx';

/** What the server takes at once. */
const MOST_ADDRESSES = 50;

/** Addresses as they are pasted, and one role for all of them. */
export function InviteByEmailForm({ onDone }: { onDone: (result: InviteByEmailResult) => void }) {
  const { dialog } = useMessages('members');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const utils = trpc.useUtils();
  const options = trpc.auth.options.useQuery();
  const role = useInviteRole();
  const [text, setText] = useState('');
  const [isAsked, setAsked] = useState(false);
  const { valid, invalid } = parseAddresses(text);
  const invite = trpc.invitations.byEmail.useMutation({
    onSuccess: (result) => {
      void utils.invitations.list.invalidate({ workspaceId: workspace.id });
      onDone(result);
    },
  });
  const mistake =
    invalid.length > 0
      ? fill(dialog.invalid, { list: invalid.join(', ') })
      : valid.length > MOST_ADDRESSES
        ? fill(dialog.tooMany, { most: MOST_ADDRESSES, count: valid.length })
        : valid.length === 0
          ? dialog.none
          : null;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(true);
    if (mistake !== null || role.roleId === null || invite.isPending) return;
    invite.mutate({ workspaceId: workspace.id, emails: valid, roleId: role.roleId });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {invite.error === null ? null : (
        <Callout tone="danger" role="alert">
          {readError(invite.error)?.message ?? common.networkFailed}
        </Callout>
      )}
      {options.data?.hasMail === false ? <Callout>{dialog.noMail}</Callout> : null}
      <Field
        label={dialog.emails}
        labelAside={valid.length === 0 ? undefined : plural(dialog.counted, valid.length)}
        hint={dialog.emailsHint}
        error={isAsked ? mistake : undefined}
      >
        <Textarea
          autoFocus
          isAutoGrow
          rows={3}
          maxRows={8}
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={dialog.placeholder}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAsked(false);
          }}
          onBlur={() => setAsked(invalid.length > 0)}
        />
      </Field>
      <InviteRole choice={role} />
      <Button type="submit" isLoading={invite.isPending} className="sm:self-end">
        {valid.length === 0 ? dialog.sendNone : plural(dialog.send, valid.length)}
      </Button>
    </form>
  );
}
