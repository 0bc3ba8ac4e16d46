import { useEffect, useEffectEvent, useState } from 'react';
import { askDesktop } from '../desktop.ts';

/**
 * Asks the shell whether the server answers again, when the network comes back or somebody asks; now and then the shell looks
 * by itself. When it does, the shell takes the window there.
 */
export function useReconnect(): { isTrying: boolean; hasFailed: boolean; retry: () => void } {
  const [state, setState] = useState({ isTrying: false, hasFailed: false });
  const retry = (): void => {
    setState({ isTrying: true, hasFailed: false });
    void askDesktop('reconnect')
      .catch(() => false)
      .then((isBack) => setState({ isTrying: false, hasFailed: !isBack }));
  };
  const onOnline = useEffectEvent(() => retry());
  useEffect(() => {
    const listen = (): void => onOnline();
    window.addEventListener('online', listen);
    return () => window.removeEventListener('online', listen);
  }, []);
  return { ...state, retry };
}
