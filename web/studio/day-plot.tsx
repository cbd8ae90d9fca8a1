import { useEffect, useRef } from 'preact/hooks'

interface Props {
  /** The days, such as `2026-11-22`, and the value of each. */
  days: readonly { key: string; value: number }[]
  text: (value: number) => string
  /** The smallest height of the plot, in values. */
  least: number
}

const HEIGHT = 220

/** The value of each day, as bars. Its figures are in a table beside it, so screen readers skip it. */
export function DayPlot({ days, text, least }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    let end = () => {}
    let isGone = false
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    async function draw() {
      // Only the studio plots anything.
      const { plot } = await import('./plot.ts')
      if (isGone || !element) return
      end()
      end = plot(element, { days, height: HEIGHT, text, least })
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
  }, [JSON.stringify(days), text])
  return <div class="plot" ref={frame} aria-hidden="true" />
}
