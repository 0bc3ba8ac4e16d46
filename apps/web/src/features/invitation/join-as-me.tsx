'use client';
import type { Me } from '@geko/contracts/auth';
import type { InvitationFacts } from '@geko/contracts/members';
import { Button } from '@geko/ui/button';
import { fill } from '../../lib/fill.ts';
import { signInPath } from '../../lib/next-path.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { useLeave } from '../auth/use-leave.ts';

/** For somebody signed in: one press joins; another account is one press away. */
export function JoinAsMe({
  token,
  facts,
  me,
}: {
  token: string;
  facts: InvitationFacts;
  me: Pick<Me, 'name' | 'email'>;
}) {
  const texts = useMessages('invitation');
  const { isPending, problem, leave } = useLeave();
  const isOther = facts.email !== null && facts.email !== me.email;
  const join = async (): Promise<string> => {
    const { workspaceId } = await callApi.invitations.accept.mutate({ token });
    return `/w/${workspaceId}`;
  };
  const changeAccount = async (): Promise<string> => {
    await callApi.auth.logout.mutate();
    return signInPath(`/invite/${token}`);
  };
  return (
    <div className="flex flex-col gap-4">
      <FormProblem problem={problem} />
      <p className="text-sm leading-5 wrap-anywhere text-muted">
        {isOther
          ? fill(texts.otherAddress, { email: facts.email ?? '', own: me.email })
          : fill(texts.signedInAs, { email: me.email })}
      </p>
      <Button size="lg" className="w-full" isLoading={isPending} onClick={() => leave(join)}>
        <span className="min-w-0 truncate">{fill(texts.joinAs, { name: me.name })}</span>
      </Button>
      <Button variant="ghost" onClick={() => leave(changeAccount)}>
        {texts.useAnother}
      </Button>
    </div>
  );
}
