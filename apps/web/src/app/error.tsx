'use client';
import { CrashState } from '../features/shell/crash-state.tsx';

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main id="content" className="flex min-h-dvh items-center justify-center">
      <CrashState error={error} onRetry={retry} />
    </main>
  );
}
