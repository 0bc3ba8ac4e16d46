import { watchHolds, type HoldWatch } from './watch-holds.ts';

/** A watch for a provider that starts before its database: no hold is known until that one's owner's address is. */
export function watchLater(): { begin: (ownerUrl: string) => void } & Pick<HoldWatch, 'isHeld'> {
  let watch: HoldWatch | null = null;
  return {
    begin: (ownerUrl) => {
      watch = watchHolds(ownerUrl);
    },
    isHeld: async (holdId) => watch !== null && (await watch.isHeld(holdId)),
  };
}
