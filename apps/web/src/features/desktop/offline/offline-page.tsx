import { Button } from '@geko/ui/button';
import { Logo } from '@geko/ui/logo';
import type { DesktopProfile } from '@geko/contracts/desktop';
import { useEffect, useState } from 'react';
import { plural } from '../../../lib/fill.ts';
import { useMessages } from '../../../messages/use-messages.tsx';
import { askDesktop } from '../desktop.ts';
import { OfflineChat } from './offline-chat.tsx';
import { OfflinePlaces } from './offline-places.tsx';
import { useLiveTurns } from './use-live-turns.ts';
import { useReconnect } from './use-reconnect.ts';

/** undefined = the shell has not told yet. */
function useProfile(): DesktopProfile | null | undefined {
  const [profile, setProfile] = useState<DesktopProfile | null>();
  useEffect(() => {
    askDesktop('getProfile').then(setProfile, () => setProfile(null));
  }, []);
  return profile;
}

/** What the app shows while the server is away: that it is, another try, and the chat that needs no server. */
export function OfflinePage() {
  const profile = useProfile();
  const words = useMessages('offline');
  const [workspaceId, setWorkspaceId] = useState<string | null>(null);
  const places = profile?.workspaces.filter(({ mayUseLocalModels }) => mayUseLocalModels) ?? [];
  const place = places.find(({ id }) => id === workspaceId) ?? places[0];
  return (
    <div className="flex h-dvh flex-col bg-canvas font-sans text-[0.9375rem] leading-6 text-fg">
      <Away />
      {profile === undefined ? null : profile === null ? (
        <p className="m-auto max-w-md p-6 text-center text-muted">{words.nobody}</p>
      ) : place === undefined ? (
        <p className="m-auto max-w-md p-6 text-center text-muted">{words.forbidden}</p>
      ) : (
        <>
          <OfflinePlaces places={places} value={place.id} onChange={setWorkspaceId} />
          <OfflineChat key={place.id} userId={profile.userId} workspaceId={place.id} />
        </>
      )}
    </div>
  );
}

/** That the server is away, how many answers wait for it, and a way to try now. */
function Away() {
  const words = useMessages('offline');
  const common = useMessages('common');
  const { isTrying, hasFailed, retry } = useReconnect();
  const count = useLiveTurns()?.filter(({ end }) => end !== null).length ?? 0;
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-b border-warning/30 bg-warning-soft px-4 py-2">
      <Logo name={common.productName} />
      <div className="min-w-0 flex-1 basis-56 text-sm leading-5">
        <h1 className="font-medium">{words.title}</h1>
        <p role="status" className="text-muted">
          {isTrying ? words.checking : hasFailed ? words.still : words.body}
          {count === 0 ? null : ` ${plural(words.waiting, count)}`}
        </p>
      </div>
      <Button variant="secondary" size="sm" isLoading={isTrying} onClick={retry}>
        {words.retry}
      </Button>
    </header>
  );
}
