/**
 * The look shared by text controls. 16 px text on touch screens keeps iOS from zooming in on focus;
 * the edge is `line-strong` because it is all that shows where the control is (WCAG 1.4.11).
 */
export const controlClasses = [
  'w-full rounded-md border border-line-strong bg-surface px-3 text-sm text-fg shadow-xs dark:bg-sunken',
  'pointer-coarse:text-base placeholder:text-subtle',
  'transition-[border-color] duration-100 hover:border-muted',
  'focus-visible:border-focus focus-visible:outline-offset-0',
  'disabled:cursor-not-allowed disabled:bg-hover disabled:text-muted',
  'aria-invalid:border-danger aria-invalid:focus-visible:outline-danger',
].join(' ');
