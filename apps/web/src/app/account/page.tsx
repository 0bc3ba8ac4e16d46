import { redirect } from 'next/navigation';

export default function AccountIndexPage(): never {
  redirect('/account/profile');
}
