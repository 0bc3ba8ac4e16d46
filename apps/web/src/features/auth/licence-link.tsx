'use client';
import { buttonVariants } from '@geko/ui/button-variants';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { askDesktop } from '../desktop/desktop.ts';

/** In the desktop app: the way to the page that signs in by a licence key, whose address says which machine this is. */
export function LicenceLink() {
  const auth = useMessages('auth');
  const [href, setHref] = useState<string | null>(null);
  useEffect(() => {
    askDesktop('getInfo').then(
      ({ deviceId: device, deviceName: name }) =>
        setHref(`/desktop/licence?${new URLSearchParams({ device, name }).toString()}`),
      () => undefined,
    );
  }, []);
  if (href === null) return null;
  return (
    <Link
      href={href}
      className={buttonVariants({ variant: 'secondary', size: 'lg', className: 'w-full' })}
    >
      {auth.byLicence}
    </Link>
  );
}
