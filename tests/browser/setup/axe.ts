import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const END_OF_TRANSITIONS = `Promise.allSettled(
  document.getAnimations().filter(each => each instanceof CSSTransition).map(each => each.finished),
).then(() => {})`

/** What axe finds in both colour schemes, one line for each rule. */
export async function violations(page: Page): Promise<string[]> {
  const inLight = await axeFindings(page, {})
  await page.emulateMedia({ colorScheme: 'dark' })
  const inDark = await axeFindings(page, { runOnly: ['color-contrast'] })
  await page.emulateMedia({ colorScheme: 'light' })
  return [...inLight, ...inDark.map(line => `dark, ${line}`)]
}

/** What axe finds in the page as it is now, or in a part of it. */
export async function axeFindings(
  page: Page,
  options: RunOptions,
  context: { exclude: string[] } | null = null,
): Promise<string[]> {
  // A colour that is on its way to another one is neither of them.
  await page.evaluate(END_OF_TRANSITIONS)
  await page.evaluate(axe)
  const asked = JSON.stringify({ resultTypes: ['violations'], ...options })
  const result = await page.evaluate<Pick<AxeResults, 'violations'>>(
    `axe.run(${context ? JSON.stringify(context) : 'document'}, ${asked})`,
  )
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`)
}
