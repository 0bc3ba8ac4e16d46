'use client';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import type { LocalDoings } from '../local-models/local-doings.ts';
import { notify } from '../toasts/notify.ts';
import { askDesktop, DesktopError } from './desktop.ts';
import { refreshMachineModels } from './machine-models.ts';

type Call = 'installModel' | 'pauseModel' | 'cancelModel' | 'removeModel';

/** What can be done about the models of this machine. */
export function useMachineDoings(): LocalDoings {
  const { failed } = useMessages('localModels');
  const [installing, setInstalling] = useState<string | null>(null);
  const run = async (call: Call, id: string): Promise<void> => {
    try {
      await askDesktop(call, { id });
    } catch (error) {
      void notify({
        tone: 'danger',
        title: failed,
        ...(error instanceof DesktopError ? { description: error.message } : {}),
      });
    }
    await refreshMachineModels();
  };
  return {
    installing,
    install: (id) => {
      setInstalling(id);
      void run('installModel', id).finally(() => setInstalling(null));
    },
    pause: (id) => void run('pauseModel', id),
    cancel: (id) => void run('cancelModel', id),
    remove: (id) => void run('removeModel', id),
  };
}
