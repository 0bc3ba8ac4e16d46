/** The raised panel of menus, selects and popovers. */
export const panelClasses = [
  'z-50 rounded-xl border border-line bg-raised text-fg shadow-md outline-none',
  'data-[state=open]:animate-pop-in data-[state=closed]:animate-pop-out',
].join(' ');

/** One row of a menu or select. */
export const menuItemClasses = [
  'relative flex min-h-8 cursor-default select-none items-center gap-2.5 rounded-md px-2.5 py-1.5 text-sm outline-none',
  'pointer-coarse:min-h-10 data-[highlighted]:bg-hover data-[disabled]:pointer-events-none data-[disabled]:opacity-50',
  '[&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-subtle',
].join(' ');

/** The small heading of a group of rows. */
export const menuLabelClasses = 'px-2.5 pt-2 pb-1 text-xs font-medium text-subtle';
