'use client';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@geko/ui/dropdown-menu';
import { CircleUserRound, Keyboard, Laptop, LogOut } from 'lucide-react';
import { useTheme } from 'next-themes';
import { useRouter } from 'next/navigation';
import { useMessages } from '../../messages/use-messages.tsx';
import { useSignOut } from './use-sign-out.ts';
import { UserTrigger } from './user-menu-button.tsx';
import { useWorkspace } from './workspace-context.tsx';

/** The account's menu, open as soon as it is there. */
export function UserMenu({
  isRail,
  onShowShortcuts,
}: {
  isRail: boolean;
  onShowShortcuts: () => void;
}) {
  const shell = useMessages('shell');
  const { me, workspace } = useWorkspace();
  const { theme = 'system', setTheme } = useTheme();
  const router = useRouter();
  const { signOut } = useSignOut();
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <UserTrigger isRail={isRail} />
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top" align="start" className="w-62">
        <DropdownMenuLabel className="truncate">{me.email}</DropdownMenuLabel>
        <DropdownMenuItem
          icon={<CircleUserRound aria-hidden />}
          onSelect={() => router.push('/account/profile')}
        >
          {shell.accountSettings}
        </DropdownMenuItem>
        <DropdownMenuItem
          icon={<Laptop aria-hidden />}
          onSelect={() => router.push(`/w/${workspace.id}/local`)}
        >
          {shell.localModels}
        </DropdownMenuItem>
        <DropdownMenuItem icon={<Keyboard aria-hidden />} shortcut="?" onSelect={onShowShortcuts}>
          {shell.shortcuts}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>{shell.theme}</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={theme} onValueChange={setTheme}>
          {(['system', 'light', 'dark'] as const).map((choice) => (
            <DropdownMenuRadioItem key={choice} value={choice}>
              {shell.themeNames[choice]}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem icon={<LogOut aria-hidden />} onSelect={signOut}>
          {shell.signOut}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
