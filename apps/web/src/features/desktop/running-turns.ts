import { askDesktop } from './desktop.ts';

const running = new Map<string, string>();

/** Notes which turn this machine writes in a conversation. Returns how to forget it. */
export function noteRunning(conversationId: string, turnId: string): () => void {
  running.set(conversationId, turnId);
  return () => {
    if (running.get(conversationId) === turnId) running.delete(conversationId);
  };
}

/** Stops what this machine writes in a conversation; false where it writes nothing there. @throws DesktopError */
export async function stopMachineTurn(conversationId: string): Promise<boolean> {
  const turnId = running.get(conversationId);
  if (turnId === undefined) return false;
  await askDesktop('stopTurn', { turnId });
  return true;
}
