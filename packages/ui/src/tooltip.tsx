'use client';
import * as Radix from 'radix-ui/tooltip';
import { createContext, use, type ComponentProps, type ReactNode } from 'react';

const HasProvider = createContext(false);

/** Put one at the root: moving from one tooltip to the next then shows the second at once. */
export function TooltipProvider({
  delayDuration = 400,
  ...props
}: ComponentProps<typeof Radix.Provider>) {
  return (
    <HasProvider value={true}>
      <Radix.Provider delayDuration={delayDuration} {...props} />
    </HasProvider>
  );
}

export interface TooltipProps {
  /** Short text; never the only place where something needed is said (touch has no hover). */
  content: ReactNode;
  side?: 'top' | 'right' | 'bottom' | 'left';
  /** One element that takes focus, such as a button. */
  children: ReactNode;
}

/** A few words on hover and on keyboard focus. */
export function Tooltip({ content, side = 'top', children }: TooltipProps) {
  const tooltip = (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 max-w-64 animate-fade-in rounded-md bg-tooltip px-2.5 py-1.5 text-xs leading-4 font-medium text-on-tooltip shadow-md"
        >
          {content}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
  return use(HasProvider) ? tooltip : <TooltipProvider>{tooltip}</TooltipProvider>;
}
