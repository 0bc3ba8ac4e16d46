import { expect, test } from 'vitest';
import { readDevice } from './read-device.ts';

test.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
    { browser: 'Firefox', system: 'Linux' },
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    { browser: 'Edge', system: 'Windows' },
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    { browser: 'Chrome', system: 'Android' },
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    { browser: 'Safari', system: 'iOS' },
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    { browser: 'Safari', system: 'macOS' },
  ],
  [
    'GekoDesktop (Anna%27s%20Mac) Mozilla/5.0 (Macintosh) Chrome/140.0.0.0 Electron/45.4.1 Safari/537.36',
    { browser: 'Geko', system: "Anna's Mac" },
  ],
  ['curl/8.5.0', null],
  ['', null],
  [null, null],
  ['<script>', null],
])('%s is %o', (userAgent, device) => expect(readDevice(userAgent)).toEqual(device));
