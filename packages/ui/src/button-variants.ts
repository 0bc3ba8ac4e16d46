import { cva, type VariantProps } from 'class-variance-authority';

/** Classes of a button; use them on what is not a `<button>` and cannot be wrapped by `<Button asChild>`. */
export const buttonVariants = cva(
  [
    'relative inline-flex shrink-0 select-none items-center justify-center gap-2 font-medium whitespace-nowrap',
    'transition-[background-color,border-color,color,box-shadow] duration-100',
    'disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-60 aria-disabled:cursor-default',
    '[&_svg]:shrink-0',
  ],
  {
    variants: {
      variant: {
        primary: 'bg-accent text-on-accent shadow-xs hover:bg-accent-hover',
        secondary:
          'border border-line bg-surface text-fg shadow-xs hover:bg-hover data-[state=open]:bg-hover dark:bg-hover dark:hover:bg-active dark:data-[state=open]:bg-active',
        ghost:
          'text-muted hover:bg-hover hover:text-fg data-[state=open]:bg-hover data-[state=open]:text-fg',
        danger: 'bg-danger text-on-danger shadow-xs hover:bg-danger-hover',
        link: 'text-accent-text underline decoration-1 underline-offset-4 hover:decoration-2',
      },
      size: {
        sm: 'h-8 rounded-md px-3 text-[0.8125rem] pointer-coarse:h-10 [&_svg]:size-3.5',
        md: 'h-9 rounded-md px-3.5 text-sm pointer-coarse:h-10 [&_svg]:size-4',
        lg: 'h-11 rounded-lg px-5 text-[0.9375rem] [&_svg]:size-4.5',
      },
    },
    compoundVariants: [{ variant: 'link', class: 'rounded-xs px-0.5' }],
    defaultVariants: { variant: 'primary', size: 'md' },
  },
);

export type ButtonVariants = VariantProps<typeof buttonVariants>;
