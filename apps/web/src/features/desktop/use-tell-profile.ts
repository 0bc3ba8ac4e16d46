'use client';
import type { DesktopProfile } from '@geko/contracts/desktop';
import type { Me } from '@geko/contracts/auth';
import { useEffect, useState } from 'react';
import { trpc } from '../../trpc/client.tsx';
import { askDesktop } from './desktop.ts';

/** Who is here, as the shell keeps it for when the server is away. */
export function profileOf(me: Pick<Me, 'id' | 'name' | 'workspaces'>): DesktopProfile {
  return {
    userId: me.id,
    name: me.name,
    workspaces: me.workspaces.map(({ id, name, permissions, hasLocalModels }) => ({
      id,
      slug: id,
      name,
      mayUseLocalModels:
        hasLocalModels &&
        permissions.includes('model:use:local') &&
        permissions.includes('chat:create'),
    })),
  };
}

/** Tells the shell who is signed in and what their workspaces allow, now and whenever that changes. Whether it knows. */
export function useTellProfile(): boolean {
  const { data: me } = trpc.auth.me.useQuery();
  const [isKnown, setKnown] = useState(false);
  useEffect(() => {
    if (me === undefined) return undefined;
    let isCurrent = true;
    askDesktop('tellProfile', profileOf(me)).then(
      () => isCurrent && setKnown(true),
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [me]);
  return isKnown;
}
