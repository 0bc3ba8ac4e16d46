import { admin } from './en/admin.ts';
import { auth } from './en/auth.ts';
import { chat } from './en/chat.ts';
import { common } from './en/common.ts';
import { landing } from './en/landing.ts';
import { models } from './en/models.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { usage } from './en/usage.ts';

/** English: every sentence a person can read, by area. Plain data; {places} are filled by `fill` and `plural`. */
export const en = { admin, auth, chat, common, landing, models, settings, shell, usage };
