import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../../app/globals.css';
import { FormatProvider } from '../../../lib/use-format.tsx';
import { en } from '../../../messages/en.ts';
import { MessagesProvider } from '../../../messages/use-messages.tsx';
import { ToastHost } from '../../toasts/toast-host.tsx';
import { OfflinePage } from './offline-page.tsx';

const { common, localModels, offline } = en;

/** As dark as the system: nobody can choose here. */
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark', dark.matches);
dark.addEventListener('change', follow);
follow();
document.title = `${offline.title} · ${common.productName}`;

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <MessagesProvider messages={{ common, localModels, offline }}>
      <FormatProvider>
        <OfflinePage />
        <ToastHost />
      </FormatProvider>
    </MessagesProvider>
  </StrictMode>,
);
