import { createRoot } from 'react-dom/client';
import { Logo } from '@geko/ui/logo';
import '../../../app/globals.css';

/** What the desktop app shows while its server is away; the shell looks for it by itself. */
const root = document.querySelector('#root');
if (root !== null) {
  createRoot(root).render(
    <main className="flex min-h-dvh flex-col items-center justify-center gap-4 bg-sunken">
      <Logo name="Geko" />
      <h1 className="text-base text-fg">Geko cannot be reached. It is looked for by itself.</h1>
    </main>,
  );
}
