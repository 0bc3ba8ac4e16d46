import type { KeyedProviderId, ProviderKey } from '@geko/contracts/provider-keys';

export type KeyAction = 'edit' | 'secret' | 'remove' | 'disable';

/** What is open over the page. */
export type Opened =
  | { kind: 'add' | 'switch_off'; provider: KeyedProviderId }
  | { kind: KeyAction; key: ProviderKey };

/** Opens something; opener: what was pressed, to which the focus returns. */
export type Open = (opened: Opened, opener: HTMLElement | null) => void;

/** How every dialog of the page ends. */
export type Closing = {
  onClose: () => void;
  /** For onCloseAutoFocus. */
  returnFocus: (event: Event) => void;
};
