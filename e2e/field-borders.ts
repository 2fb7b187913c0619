import type { Page } from '@playwright/test';

/** What axe does not measure: WCAG 1.4.11 wants 3:1 between the edge of a control and what lies around it. */
const LEAST_CONTRAST = 3;

/** Fields and boxes in sight whose border stands out too little, each with its contrast. */
export const faintFields = (page: Page): Promise<string[]> =>
  page.evaluate((least) => {
    const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    if (!pixel) throw new Error('no canvas to read colours with');
    /** Layers from the one below to the one above, as they are seen together. */
    const seen = (layers: readonly string[]): number[] => {
      pixel.clearRect(0, 0, 1, 1);
      for (const layer of layers) {
        pixel.fillStyle = layer;
        pixel.fillRect(0, 0, 1, 1);
      }
      return [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour: readonly number[]): number => {
      const [red = 0, green = 0, blue = 0] = colour.map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (one: readonly number[], other: readonly number[]): number => {
      const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    const backgroundsOf = (element: Element | null): string[] =>
      element === null
        ? ['white']
        : [...backgroundsOf(element.parentElement), getComputedStyle(element).backgroundColor];
    /** The edge may be drawn by what holds the field and its icons. */
    const edged = (field: Element): Element | null => {
      for (let element: Element | null = field, up = 0; element && up < 3; element = element.parentElement, up += 1)
        if (Number.parseFloat(getComputedStyle(element).borderTopWidth) > 0) return element;
      return null;
    };
    // The field of the command palette is the upper part of its dialog, and has the dialog's edge.
    const fields = [
      ...document.querySelectorAll('input:not([type=hidden]), textarea, [role=combobox], [role=checkbox]'),
    ];
    return fields.flatMap((field) => {
      if (
        !field.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
        field.matches(':disabled, [cmdk-input]')
      )
        return [];
      if (field.getBoundingClientRect().width < 8) return [];
      const edge = edged(field);
      const name = field.getAttribute('aria-label') ?? field.id;
      if (edge === null) return [`${name}: no border`];
      const around = backgroundsOf(edge.parentElement);
      const style = getComputedStyle(edge);
      const ratio = contrast(seen([...around, style.borderTopColor]), seen(around));
      // A box that is filled, and not with what lies around it, needs no edge.
      const filled = contrast(seen([...around, style.backgroundColor]), seen(around));
      return Math.max(ratio, filled) >= least ? [] : [`${name}: ${ratio.toFixed(2)}`];
    });
  }, LEAST_CONTRAST);
