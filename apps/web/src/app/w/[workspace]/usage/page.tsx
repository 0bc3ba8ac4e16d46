import type { Metadata } from 'next';
import { UsagePage } from '../../../../features/usage/usage-page.tsx';
import { getMessages } from '../../../../messages/get-messages.ts';

export const metadata: Metadata = { title: getMessages().usage.title };

export default UsagePage;
