import { redirect } from 'next/navigation';
import { Landing } from '../features/landing/landing.tsx';
import { getMe } from '../server/session.ts';

/** Signed in: on to the last workspace, the operator's side, or a first workspace. Else: what Geko is, and the ways in. */
export default async function HomePage() {
  const me = await getMe();
  if (me === null) return <Landing />;
  if (me.deleteAfter !== null) redirect('/closing');
  const workspaceId = me.lastWorkspaceId ?? me.workspaces[0]?.id;
  if (workspaceId !== undefined) redirect(`/w/${workspaceId}`);
  // An operator need not be in any workspace.
  redirect(me.platformRole === 'operator' ? '/admin' : '/welcome');
}
