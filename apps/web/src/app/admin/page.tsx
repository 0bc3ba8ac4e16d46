import type { Metadata } from 'next';
import { AdminPage } from '../../features/admin/admin-page.tsx';
import { getMessages } from '../../messages/get-messages.ts';

export const metadata: Metadata = { title: getMessages().admin.title };

export default AdminPage;
