import type { Metadata } from 'next';
import { DesktopDevice } from '@geko/contracts/desktop-sign-in';
import { DeadLink } from '../../../../features/auth/dead-link.tsx';
import { LicenceSignIn } from '../../../../features/auth/licence-sign-in.tsx';
import { oneOf, type Search } from '../../../../lib/search-params.ts';
import { getMessages } from '../../../../messages/get-messages.ts';

export const metadata: Metadata = { title: getMessages().auth.licenceTitle };

/** Where the desktop app leads who signs in by a licence key; the address says which machine it is. */
export default async function DesktopLicencePage({ searchParams }: { searchParams: Search }) {
  const asked = await searchParams;
  const device = DesktopDevice.safeParse({
    device: oneOf(asked['device']),
    name: oneOf(asked['name']),
  });
  if (!device.success) return <DeadLink kind="licence" />;
  return <LicenceSignIn device={device.data} />;
}
