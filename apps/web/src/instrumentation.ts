/** Runs once when the server starts: wires it, and ends its turns properly when it is told to stop. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { stopOnSignal } = await import('./server/stop-on-signal.ts');
  stopOnSignal();
}
