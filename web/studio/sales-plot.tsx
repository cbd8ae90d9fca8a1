import { useEffect, useRef } from 'preact/hooks'
import { moneyText } from '../ui/amounts.ts'

interface Props {
  /** The days, such as `2026-11-22`, and what each has earned in minor units. */
  days: readonly { key: string; net: number }[]
  currency: string
}

const HEIGHT = 220

/** What each day has earned, as bars. Its figures are in a table beside it, so screen readers skip it. */
export function SalesPlot({ days, currency }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    let end = () => {}
    let isGone = false
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    async function draw() {
      // Only this page plots anything.
      const { plot } = await import('./plot.ts')
      if (isGone || !element) return
      end()
      end = plot(element, { days, height: HEIGHT, text: amount => moneyText({ amount, currency }) })
    }
    const redraw = () => void draw()
    redraw()
    // What is drawn has the colours of when it was drawn.
    dark.addEventListener('change', redraw)
    return () => {
      isGone = true
      dark.removeEventListener('change', redraw)
      end()
    }
  }, [days, currency])
  return <div class="plot" ref={frame} aria-hidden="true" />
}
