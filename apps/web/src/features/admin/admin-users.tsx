'use client';
import { Badge } from '@geko/ui/badge';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { PagedList } from '../shell/paged-list.tsx';

/** Everyone with an account, newest first. */
export function AdminUsers() {
  const admin = useMessages('admin');
  const format = useFormat();
  const users = trpc.admin.users.useInfiniteQuery(
    {},
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const rows = users.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card>
      <PagedList
        pages={users}
        isEmpty={rows.length === 0}
        empty={<EmptyState title={admin.noUsers} />}
      >
        <Table label={admin.users}>
          <TableHeader>
            <TableRow>
              <TableHead>{admin.name}</TableHead>
              <TableHead>{admin.email}</TableHead>
              <TableHead>{admin.role}</TableHead>
              <TableHead align="end">{admin.created}</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {rows.map((user) => (
              <TableRow key={user.id}>
                <TableCell className="font-medium">{user.name}</TableCell>
                <TableCell className="text-muted">{user.email}</TableCell>
                <TableCell>
                  <Badge tone={user.platformRole === 'user' ? 'neutral' : 'accent'}>
                    {admin.platformRoles[user.platformRole]}
                  </Badge>
                </TableCell>
                <TableCell align="end" className="whitespace-nowrap text-muted">
                  {format.date(user.createdAt)}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </PagedList>
    </Card>
  );
}
