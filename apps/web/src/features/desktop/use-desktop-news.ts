'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent } from 'react';
import { onDesktop } from './desktop.ts';
import { clearWhenSeen } from './tell-when-hidden.ts';

/** Goes where a deep link or a notice of the shell leads; what is looked at is no longer news. */
export function useDesktopNews(): void {
  const router = useRouter();
  const open = useEffectEvent((path: string) => {
    // A path of this app; two slashes would lead to another server.
    if (/^\/(?!\/|\\)/u.test(path)) router.push(path);
  });
  useEffect(() => onDesktop('opened', ({ path }) => open(path)), []);
  useEffect(() => clearWhenSeen(), []);
}
