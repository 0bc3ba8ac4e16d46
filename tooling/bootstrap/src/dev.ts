import { supervise } from './house/supervise.ts';

await supervise('development');
