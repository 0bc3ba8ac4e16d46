'use client';
import { Button } from '@geko/ui/button';
import { LogOut } from 'lucide-react';
import { useMessages } from '../../messages/use-messages.tsx';
import { useSignOut } from '../shell/use-sign-out.ts';

/** The way out for an operator who is in no workspace, whose menu would have it. */
export function AdminSignOut() {
  const shell = useMessages('shell');
  const { signOut, isPending } = useSignOut();
  return (
    <Button variant="ghost" size="sm" isLoading={isPending} onClick={signOut}>
      <LogOut aria-hidden />
      {shell.signOut}
    </Button>
  );
}
