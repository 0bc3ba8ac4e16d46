import { PageSkeleton } from '../../../../features/shell/page-skeleton.tsx';

export default PageSkeleton;
