import type { RefObject } from 'react';

/** For a dialog's onCloseAutoFocus: to what was pressed, or, where that is gone, to the page. */
export function returnFocus(opener: RefObject<HTMLElement | null>): (event: Event) => void {
  return (event) => {
    event.preventDefault();
    const to = opener.current;
    (to?.isConnected === true ? to : document.querySelector('main'))?.focus();
  };
}
