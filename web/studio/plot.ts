import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

interface PlotOptions {
  days: readonly { key: string; value: number }[]
  /** In pixels of CSS. */
  height: number
  /** A value as text. */
  text: (value: number) => string
  /** The smallest height of the plot, in values. */
  least: number
}

/**
 * Draws the value of each day as bars, in the colours of the page, and as wide as its place.
 * @returns a function that takes it away again
 */
export function plot(place: HTMLElement, { days, height, text, least }: PlotOptions): () => void {
  const [ink, line, brand] = ['--muted', '--line', '--brand'].map(name => colourOf(place, name))
  const dates = new Intl.DateTimeFormat(navigator.language, {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  })
  const axis = { ...(ink && { stroke: ink }), font: '12px sans-serif', ticks: { show: false } }
  const bars = UPlot.paths.bars?.({ size: [0.7, 36], radius: 0.2 })
  const chart = new UPlot(
    {
      width: place.clientWidth,
      height,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [-0.5, days.length - 0.5] },
        // A day without anything is at the ground, and there is always some height.
        y: { range: (_, low, high) => [Math.min(0, low), Math.max(least, high)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 28,
          incrs: [1, 2, 7, 14, 30, 60],
          space: 64,
          values: (_, splits) => splits.map(at => dateAt(at)),
        },
        {
          ...axis,
          ...(line && { grid: { stroke: line, width: 1 } }),
          size: 84,
          incrs: WHOLE_STEPS,
          values: (_, splits) => splits.map(text),
        },
      ],
      series: [
        {},
        {
          ...(brand && { fill: brand, stroke: brand }),
          ...(bars && { paths: bars }),
          points: { show: false },
        },
      ],
    },
    // A day without anything has no bar.
    [days.map((_, at) => at), days.map(({ value }) => (value === 0 ? null : value))],
    place,
  )
  function dateAt(at: number): string {
    const day = days[at]
    return day ? dates.format(new Date(day.key)) : ''
  }
  const watcher = new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height }))
  watcher.observe(place)
  return () => {
    watcher.disconnect()
    chart.destroy()
  }
}

/** Steps of whole numbers. */
const WHOLE_STEPS = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map(step => step * 10 ** power)).flat()

/** A colour of the page as it is now: its variables have one for light and one for dark. */
export function colourOf(place: HTMLElement, name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  place.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
