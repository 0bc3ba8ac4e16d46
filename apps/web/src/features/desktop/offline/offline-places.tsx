import type { DesktopProfile } from '@geko/contracts/desktop';
import { useMessages } from '../../../messages/use-messages.tsx';
import { OfflineSelect } from './offline-select.tsx';

type Props = {
  places: DesktopProfile['workspaces'];
  value: string;
  onChange: (workspaceId: string) => void;
};

/** In which workspace one writes, of those that allow local models; nothing where there is only one. */
export function OfflinePlaces({ places, value, onChange }: Props) {
  const words = useMessages('offline');
  if (places.length < 2) return null;
  return (
    <div className="border-b border-line bg-sunken px-4 py-2">
      <OfflineSelect
        label={words.workspace}
        options={places}
        value={value}
        onChange={onChange}
        className="max-w-xs"
      />
    </div>
  );
}
