import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { colourOf } from './plot.ts'

interface CurveOptions {
  /** From 0 to 1, evenly along the video. */
  values: readonly number[]
  /** In pixels of CSS. */
  height: number
  text: (value: number) => string
  /** Called with a place from 0 to 1 when somebody chooses it. */
  onPick: (at: number) => void
}

/** Draws a curve along a video, in the colours of the page, with a line that can be moved. */
export function plotCurve(place: HTMLElement, { values, height, text, onPick }: CurveOptions) {
  const [ink, line, brand] = ['--muted', '--line', '--brand'].map(name => colourOf(place, name))
  const axis = { ...(ink && { stroke: ink }), font: '12px sans-serif', ticks: { show: false } }
  let at = 0
  const chart = new UPlot(
    {
      width: place.clientWidth,
      height,
      legend: { show: false },
      cursor: { y: false, points: { show: false } },
      scales: { x: { time: false, range: [0, values.length - 1] }, y: { range: [0, 1] } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 28,
          values: (_, splits) => splits.map(split => text(split / values.length)),
        },
        {
          ...axis,
          ...(line && { grid: { stroke: line, width: 1 } }),
          size: 56,
          values: (_, splits) => splits.map(text),
        },
      ],
      series: [{}, { ...(brand && { stroke: brand }), width: 2, points: { show: false } }],
      hooks: { draw: [drawLine] },
    },
    [values.map((_, index) => index), [...values]],
    place,
  )
  function drawLine({ ctx, bbox, valToPos }: UPlot): void {
    const x = valToPos(at * (values.length - 1), 'x', true)
    ctx.save()
    ctx.strokeStyle = ink ?? 'currentColor'
    ctx.setLineDash([4, 4])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.restore()
  }
  function pick(event: MouseEvent): void {
    const { left, width } = chart.over.getBoundingClientRect()
    onPick(Math.min(1, Math.max(0, (event.clientX - left) / width)))
  }
  chart.over.addEventListener('click', pick)
  const watcher = new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height }))
  watcher.observe(place)
  return {
    move(to: number): void {
      at = to
      chart.redraw(false)
    },
    end(): void {
      watcher.disconnect()
      chart.destroy()
    },
  }
}
