'use client';
import { Suspense } from 'react';
import { UnkeptBar } from './unkept-bar.tsx';
import { UpdateBar } from './update-bar.tsx';
import { useDesktopNews } from './use-desktop-news.ts';
import { useReportDevice } from './use-report-device.ts';
import { useTellProfile } from './use-tell-profile.ts';
import { useTurnSync } from './use-turn-sync.ts';
import { useWantedModels } from './use-wanted-models.ts';

/**
 * What the page does for the desktop app while a workspace is open in it: tells it who is here, brings its answers to the
 * server, installs what the workspace wants, tells the workspace how that goes; and shows what needs a press.
 */
export function DesktopAgent() {
  const isKnown = useTellProfile();
  useDesktopNews();
  return (
    <Suspense>
      <UpdateBar />
      {isKnown ? <Agent /> : null}
    </Suspense>
  );
}

/** Once the shell knows who is here: before, it answers nothing of theirs. */
function Agent() {
  const { refused, again, discard } = useTurnSync();
  useWantedModels();
  useReportDevice();
  return <UnkeptBar refused={refused} onAgain={again} onDiscard={discard} />;
}
