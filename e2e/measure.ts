import type { Page } from '@playwright/test';

/** Figures are printed, so that a slow machine can be told from a slow app. */
export const say = (name: string, figures: Record<string, number>): void =>
  console.log(
    `[scale] ${name}: ${Object.entries(figures)
      .map(([key, figure]) => `${key} ${Math.round(figure * 10) / 10}`)
      .join(', ')}`,
  );

/** Times a click on a row until its conversation is drawn, in the page's own clock. */
export const conversationAfter = (page: Page, row: string): Promise<number> =>
  page.evaluate(async (name) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const find = () =>
      [...document.querySelectorAll<HTMLElement>('[role=row]')].find((each) => each.textContent?.includes(name));
    // A list that has just got its width back draws its rows a moment later.
    while (!find()) await frame();
    const begin = performance.now();
    find()?.click();
    while (!document.querySelector('[role=tab]')) await frame();
    const isChosen = () => document.querySelector('[role=tab][aria-selected=true]')?.textContent?.startsWith('Conv');
    while (!document.querySelector('[data-seq]')) {
      // Tabs can be seen a moment before their keys are heard.
      if (!isChosen()) document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '2', bubbles: true }));
      await frame();
    }
    return performance.now() - begin;
  }, row);

/** Milliseconds of processor time that the page's main thread spends on something: other programs do not count. */
export async function spentOn<T>(page: Page, work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const before = await read();
  const value = await work();
  const ms = ((await read()) - before) * 1000;
  await session.detach();
  return { ms, value };
}

/** The times between frames while `ms` pass, in ms. */
export const frames = (page: Page, ms: number): Promise<number[]> =>
  page.evaluate(async (duration) => {
    const times: number[] = [];
    const begin = performance.now();
    let last = begin;
    while (last - begin < duration) {
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      times.push(now - last);
      last = now;
    }
    return times.slice(1);
  }, ms);

/** The value that this share of all stays below. */
export const at = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
/** What is said of such times. */
export const figuresOf = (times: readonly number[]) => ({
  frames: times.length,
  median: at(times, 0.5),
  p95: at(times, 0.95),
  p99: at(times, 0.99),
  worst: Math.max(...times),
});
