'use client';
import { Sheet, SheetContent } from '@geko/ui/sheet';
import { useMessages } from '../../messages/use-messages.tsx';
import { Sidebar, type SidebarActions } from './sidebar.tsx';

/** The sidebar as a drawer, for narrow screens. */
export function SidebarSheet({
  isOpen,
  onOpenChange,
  ...actions
}: SidebarActions & { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const common = useMessages('common');
  return (
    <Sheet open={isOpen} onOpenChange={onOpenChange}>
      <SheetContent title={common.productName} closeLabel={common.close} className="bg-sunken">
        <Sidebar {...actions} />
      </SheetContent>
    </Sheet>
  );
}
