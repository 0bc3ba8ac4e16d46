'use client';
import { Card } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import { useMessages } from '../../messages/use-messages.tsx';
import { LocalModelRow } from '../local-models/local-model-row.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { refreshMachineModels, useMachineModels } from './machine-models.ts';
import { useMachineDoings } from './use-machine-doings.ts';

/** The models that this machine has or could have, each with what can be done about it. */
export function MachineList() {
  const { machine } = useMessages('localModels');
  const common = useMessages('common');
  const { models, error } = useMachineModels({ isWanted: true });
  const doings = useMachineDoings();
  if (models === null) {
    return error === null ? (
      <div role="status" aria-label={common.loading}>
        <Skeleton className="h-72 rounded-xl" />
      </div>
    ) : (
      <QueryError error={error} onRetry={() => void refreshMachineModels()} />
    );
  }
  return (
    <Card>
      <ul aria-label={machine.list} className="divide-y divide-line">
        {models.map((model) => (
          <LocalModelRow key={model.id} model={model} doings={doings} />
        ))}
      </ul>
    </Card>
  );
}
