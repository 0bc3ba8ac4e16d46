'use client';
import { CrashState } from '../../../features/shell/crash-state.tsx';

export default function WorkspaceError({ error, retry }: { error: unknown; retry: () => void }) {
  return <CrashState error={error} onRetry={retry} />;
}
