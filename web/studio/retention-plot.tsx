import { useEffect, useRef } from 'preact/hooks'
import { percentText } from './statistics-figures.ts'

interface Props {
  /** For each hundredth of the video, the share of plays that have watched it. */
  retention: readonly number[]
  /** Where the video is: 0 to 1. */
  at: number
  onPick: (at: number) => void
}

const HEIGHT = 220

/** The curve of retention, with a line where the video is. The table beside it says the same to screen readers. */
export function RetentionPlot({ retention, at, onPick }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const drawn = useRef<{ move(at: number): void; end(): void } | null>(null)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    let isGone = false
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    async function draw() {
      const { plotCurve } = await import('./curve.ts')
      if (isGone || !element) return
      drawn.current?.end()
      drawn.current = plotCurve(element, {
        values: retention,
        height: HEIGHT,
        text: value => percentText(value, 1),
        onPick,
      })
    }
    const redraw = () => void draw()
    redraw()
    dark.addEventListener('change', redraw)
    return () => {
      isGone = true
      dark.removeEventListener('change', redraw)
      drawn.current?.end()
      drawn.current = null
    }
  }, [retention])
  useEffect(() => drawn.current?.move(at), [at])
  return <div class="plot" ref={frame} aria-hidden="true" />
}
