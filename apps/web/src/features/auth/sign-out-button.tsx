'use client';
import { Button, type ButtonProps } from '@geko/ui/button';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { useLeave } from './use-leave.ts';

/** Ends the session, on pages outside of a workspace. */
export function SignOutButton(props: Pick<ButtonProps, 'variant' | 'size' | 'className'>) {
  const auth = useMessages('auth');
  const common = useMessages('common');
  const { isPending, problem, leave } = useLeave();
  const signOut = async (): Promise<string> => {
    await callApi.auth.logout.mutate();
    return '/sign-in';
  };
  return (
    <Button isLoading={isPending} onClick={() => leave(signOut)} {...props}>
      {problem === null ? auth.signOut : `${auth.signOut}: ${common.retry}`}
    </Button>
  );
}
