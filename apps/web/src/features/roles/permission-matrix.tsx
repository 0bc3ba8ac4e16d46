'use client';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import type { Role } from '@geko/contracts/roles';
import { useMessages } from '../../messages/use-messages.tsx';
import { MatrixList } from './matrix-list.tsx';
import { MatrixTable } from './matrix-table.tsx';

/** Every permission × every role: a table where there is room, a folded list on a narrow screen. */
export function PermissionMatrix({ roles }: { roles: readonly Role[] }) {
  const messages = useMessages('roles');
  return (
    <Card className="overflow-hidden">
      <CardHeader>
        <CardTitle>{messages.matrix}</CardTitle>
        <CardDescription>{messages.matrixLead}</CardDescription>
      </CardHeader>
      <div className="hidden border-t border-line md:block">
        <MatrixTable roles={roles} />
      </div>
      <div className="md:hidden">
        <MatrixList roles={roles} />
      </div>
    </Card>
  );
}
