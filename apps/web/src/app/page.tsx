import { redirect } from 'next/navigation';
import { Landing } from '../features/landing/landing.tsx';
import { getMe } from '../server/session.ts';

/** Signed in: on to the last workspace, or to the operator's side. Else: what Geko is, and the two ways in. */
export default async function HomePage() {
  const me = await getMe();
  const workspaceId = me?.lastWorkspaceId ?? me?.workspaces[0]?.id;
  if (workspaceId !== undefined) redirect(`/w/${workspaceId}`);
  // An operator need not be in any workspace.
  if (me?.platformRole === 'operator') redirect('/admin');
  return <Landing />;
}
