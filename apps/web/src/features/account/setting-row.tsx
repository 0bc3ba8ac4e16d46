import { Card, CardActions, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import type { ReactNode } from 'react';

/** A card of one setting: what it is, how it stands, and the button that changes it. */
export function SettingRow({
  title,
  lead,
  state,
  action,
  children,
}: {
  title: string;
  lead: ReactNode;
  /** A badge beside the title. */
  state?: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Card>
      <CardHeader className={children === undefined ? 'pb-4 sm:pb-5' : ''}>
        <CardTitle className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {title}
          {state}
        </CardTitle>
        <CardDescription>{lead}</CardDescription>
        {action === undefined ? null : (
          <CardActions className="flex-wrap max-sm:col-span-2 max-sm:col-start-1 max-sm:row-span-1 max-sm:row-start-3 max-sm:mt-2 sm:justify-end">
            {action}
          </CardActions>
        )}
      </CardHeader>
      {children === undefined ? null : (
        <CardBody className="flex flex-col gap-4">{children}</CardBody>
      )}
    </Card>
  );
}
