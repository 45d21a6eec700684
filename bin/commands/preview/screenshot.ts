import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import type { Browser } from './chromium.ts';

/** Screens that mail is read on. Widths in CSS pixels; of a phone's, each is two by two in the picture. */
export const screens = {
  desktop: { width: 800, height: 600, deviceScaleFactor: 1, mobile: false },
  mobile: { width: 375, height: 667, deviceScaleFactor: 2, mobile: true },
} as const;
export type Screen = keyof typeof screens;

const longestLoad = 10_000;

const target = z.object({ targetId: z.string() });
const session = z.object({ sessionId: z.string() });
const metrics = z.object({ cssContentSize: z.object({ height: z.number() }) });
const picture = z.object({ data: z.string() });

/** Takes a picture of a whole page, as long as it is. */
export const takeScreenshot = async (
  browser: Browser,
  page: URL,
  { screen, dark, file }: { readonly screen: Screen; readonly dark: boolean; readonly file: string },
): Promise<void> => {
  const { targetId } = target.parse(await browser.call('Target.createTarget', { url: 'about:blank' }));
  const { sessionId } = session.parse(await browser.call('Target.attachToTarget', { targetId, flatten: true }));
  const call = (method: string, params?: object) => browser.call(method, params, sessionId);
  await call('Page.enable');
  await call('Emulation.setDeviceMetricsOverride', screens[screen]);
  await call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
  const loaded = browser.next('Page.loadEventFired', sessionId);
  await call('Page.navigate', { url: page.href });
  // Without the network its pictures never come, and the text is worth seeing.
  await Promise.race([loaded, setTimeout(longestLoad, undefined, { ref: false })]);
  const { cssContentSize } = metrics.parse(await call('Page.getLayoutMetrics'));
  const clip = { x: 0, y: 0, width: screens[screen].width, height: Math.ceil(cssContentSize.height), scale: 1 };
  const { data } = picture.parse(await call('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, clip }));
  await writeFile(file, Buffer.from(data, 'base64'));
  await call('Page.close');
};
