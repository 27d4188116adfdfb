/**
 * Looks at a page from inside: what axe-core says of it, contrast of all text, the width it needs.
 *
 * Owns nothing. The scripts are texts, because they run in the page, where there are other globals than here.
 */
import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

export interface Contrast {
  text: string
  colours: string
  ratio: number
}

/** Each visible text with its colour, the ground below it, and their contrast by WCAG 2.2, once nothing fades any more. */
export function contrasts(page: Page): Promise<Contrast[]> {
  return page.evaluate(`(async () => {
    await Promise.allSettled(document.getAnimations().filter(a => a instanceof CSSTransition).map(a => a.finished))
    const parse = colour => (colour.match(/[\\d.]+/g) ?? []).map(Number)
    const luminance = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      return 0.2126 * x + 0.7152 * y + 0.0722 * z
    }
    const groundOf = element => {
      for (let e = element; e; e = e.parentElement) {
        const rect = e instanceof SVGElement && e.matches('g.node') ? e.querySelector('rect') : null
        const colour = rect ? getComputedStyle(rect).fill : getComputedStyle(e).backgroundColor
        const parts = parse(colour)
        if (parts.length === 3 || parts[3] === 1) return parts
      }
      return [255, 255, 255]
    }
    const seen = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent.trim()
      const element = node.parentElement
      if (!text || !element.checkVisibility() || element.closest('option, title, :disabled')) continue
      const style = getComputedStyle(element)
      const ink = parse(element instanceof SVGElement ? style.fill : style.color)
      const ground = groundOf(element)
      const [low, high] = [luminance(ink), luminance(ground)].sort((a, b) => a - b)
      seen.push({ text, colours: ink + ' on ' + ground, ratio: Math.round(100 * (high + 0.05) / (low + 0.05)) / 100 })
    }
    return seen
  })()`)
}

/** Rule sets of axe-core: WCAG 2.2 up to level AA, and what is good besides. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe-core finds wrong with the page as it is now: `rule: markup of the place (why)`. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source)
  const options = JSON.stringify({ runOnly: RULES, resultTypes: ['violations'] })
  const { violations: found } = await page.evaluate<AxeResults>(`axe.run(${options})`)
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} (${failureSummary})`))
}

/** Pixels that the page is wide, with what overflows it. */
export function widest(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth')
}
