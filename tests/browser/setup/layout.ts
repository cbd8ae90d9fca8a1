import type { Page } from 'playwright-core'

/**
 * What is wrong with how the page is laid out now: what overlaps, what is cut, what is too small for a finger, and what
 * lies under something else. One line for each.
 */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const SMALLEST = 44
    const faults: string[] = []
    const isShown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      !element.closest('[inert], .visually-hidden, .skip') &&
      getComputedStyle(element.parentElement ?? element).clipPath === 'none'
    const nameOf = (element: Element) =>
      `${element.localName}.${element.className} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30)}"`
    // The page is what scrolls if nothing else does. It scrolls under the bar of a phone.
    const scrollerOf = (element: Element) => {
      for (let up = element.parentElement; up; up = up.parentElement) {
        if (up.matches('.navigation') && getComputedStyle(up).position === 'fixed') return up
        if (/auto|scroll/.test(getComputedStyle(up).overflowY) && up.scrollHeight > up.clientHeight + 1)
          return up
      }
      return null
    }
    const overlap = (a: DOMRect, b: DOMRect) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
    const isWithin = (inner: DOMRect, outer: { left: number; right: number; top: number; bottom: number }) =>
      inner.left >= outer.left - 1 &&
      inner.right <= outer.right + 1 &&
      inner.top >= outer.top - 1 &&
      inner.bottom <= outer.bottom + 1
    const screen = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight }

    if (document.documentElement.scrollWidth > window.innerWidth)
      faults.push('The page is wider than the window')

    const controls = [...document.querySelectorAll('a[href], button, media-time-range')].filter(isShown)
    // A link in the middle of a sentence is as high as its line: WCAG 2.2, 2.5.8.
    const targets = controls.filter(control => !control.closest('.description, .notice p'))
    for (const control of targets) {
      control.scrollIntoView({ block: 'nearest', behavior: 'instant' })
      const rect = control.getBoundingClientRect()
      if (rect.width < SMALLEST - 0.5 || rect.height < SMALLEST - 0.5) {
        faults.push(`${nameOf(control)} has ${Math.round(rect.width)} × ${Math.round(rect.height)}`)
      }
      const room = scrollerOf(control)?.getBoundingClientRect() ?? screen
      if (!isWithin(rect, room)) faults.push(`${nameOf(control)} is cut`)
      if (control.matches('.player-toggle')) continue
      const middle = document.elementFromPoint(rect.x + rect.width / 2, rect.y + rect.height / 2)
      const isDisabled = control.matches(':disabled')
      if (!isDisabled && middle !== control && !control.contains(middle)) {
        faults.push(`${nameOf(control)} lies under ${middle ? nameOf(middle) : 'nothing'}`)
      }
    }
    for (const [index, one] of targets.entries()) {
      for (const other of targets.slice(index + 1)) {
        if (one.matches('.player-toggle') || other.matches('.player-toggle')) continue
        // What is in different scrollers is never seen at the same time where they meet.
        if (scrollerOf(one) !== scrollerOf(other)) continue
        if (overlap(one.getBoundingClientRect(), other.getBoundingClientRect())) {
          faults.push(`${nameOf(one)} overlaps ${nameOf(other)}`)
        }
      }
    }

    const texts = [
      ...document.querySelectorAll('main :is(h1, h2, p, span, a, strong, button), nav *'),
    ].filter(
      element =>
        isShown(element) &&
        [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
    )
    const rectOf = (element: Element) => {
      const range = document.createRange()
      range.selectNodeContents(element)
      const letters = range.getBoundingClientRect()
      // A text that is shortened ends with its box.
      const box = element.getBoundingClientRect()
      const isShortened = ['hidden', 'clip'].includes(getComputedStyle(element).overflowX)
      return isShortened ? box : letters
    }
    for (const text of texts) {
      for (let up: Element | null = text; up && up !== document.body; up = up.parentElement) {
        const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(up)
        if (overflowX === 'visible' || up.scrollWidth <= up.clientWidth + 1) continue
        const isMarked = textOverflow === 'ellipsis' || webkitLineClamp !== 'none'
        if (!isMarked && overflowX === 'hidden' && !up.matches('main, .feed')) {
          faults.push(`${nameOf(text)} is cut by ${nameOf(up)}`)
        }
      }
      const { left, right } = rectOf(text)
      if (left < -1 || right > window.innerWidth + 1) faults.push(`${nameOf(text)} is beyond the window`)
    }
    const marks = [...texts, ...document.querySelectorAll('.rail-icon, .tool, .step, .avatar')].filter(
      isShown,
    )
    for (const [index, one] of marks.entries()) {
      for (const other of marks.slice(index + 1)) {
        if (one.contains(other) || other.contains(one) || scrollerOf(one) !== scrollerOf(other)) continue
        if (overlap(rectOf(one), rectOf(other))) faults.push(`${nameOf(one)} overlaps ${nameOf(other)}`)
      }
    }
    return [...new Set(faults)]
  })
}

/** What can be pressed and is not reached with the Tab key, and what has the focus where nobody sees it. */
export async function keyboardFaults(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute('tabindex')
    const controls = document.querySelectorAll('a[href], button:not(:disabled), media-time-range')
    for (const control of controls) {
      if (control.checkVisibility() && !control.closest('[inert]')) control.setAttribute('data-unreached', '')
    }
  })
  const faults: string[] = []
  const MOST = 80
  for (let step = 0; step < MOST; step += 1) {
    await page.keyboard.press('Tab')
    const seen = await page.evaluate(() => {
      const focused = document.activeElement
      if (!focused || focused === document.body) return 'end'
      focused.removeAttribute('data-unreached')
      const { left, right, top, bottom } = focused.getBoundingClientRect()
      const isInView =
        left >= -1 &&
        right <= window.innerWidth + 1 &&
        top < window.innerHeight - 1 &&
        bottom > 1 &&
        right > left + 1
      return isInView ? '' : `${focused.className} has the focus out of sight`
    })
    if (seen === 'end') break
    if (seen !== '') faults.push(seen)
  }
  const unreached = await page.evaluate(() =>
    [...document.querySelectorAll('[data-unreached]')].map(
      control =>
        `${control.className} "${control.getAttribute('aria-label') ?? control.textContent}" is not reached`,
    ),
  )
  return [...faults, ...unreached]
}
