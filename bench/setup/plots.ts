// Plots as SVG that follow the reader's choice of light or dark.

const WIDTH = 760
const STYLE = `<style>
  .sheet { fill: #ffffff } text { fill: #1f2328; font: 13px system-ui, sans-serif } .title { font-weight: 600; font-size: 15px }
  .faint { fill: #59636e } .rule { stroke: #d1d9e0 } .ours { fill: #0a7d5a } .other { fill: #8c959f }
  .whisker { stroke: #1f2328; stroke-width: 1.5 } .line { fill: none; stroke-width: 2.5 }
  .c0 { stroke: #0a7d5a; fill: #0a7d5a } .c1 { stroke: #0969da; fill: #0969da } .c2 { stroke: #bc4c00; fill: #bc4c00 }
  .c3 { stroke: #8250df; fill: #8250df } .c4 { stroke: #bf3989; fill: #bf3989 } .c5 { stroke: #59636e; fill: #59636e }
  @media (prefers-color-scheme: dark) {
    .sheet { fill: #0d1117 } text { fill: #f0f6fc } .faint { fill: #9198a1 } .rule { stroke: #3d444d }
    .ours { fill: #3fb98f } .other { fill: #6e7681 } .whisker { stroke: #f0f6fc }
    .c0 { stroke: #3fb98f; fill: #3fb98f } .c1 { stroke: #58a6ff; fill: #58a6ff } .c2 { stroke: #f0883e; fill: #f0883e }
    .c3 { stroke: #bc8cff; fill: #bc8cff } .c4 { stroke: #f778ba; fill: #f778ba } .c5 { stroke: #9198a1; fill: #9198a1 }
  }
  .line { fill: none }
</style>`

export interface Bar {
  name: string
  median: number
  /** The middle half of the runs. */
  low: number
  high: number
  isOurs: boolean
}

/** Horizontal bars from zero, each with the middle half of its runs. */
export function barPlot({
  title,
  unit,
  bars,
}: {
  title: string
  unit: string
  bars: readonly Bar[]
}): string {
  const [top, left, right, row] = [52, 300, 70, 28]
  const height = top + bars.length * row + 34
  const largest = Math.max(...bars.map(({ high }) => high))
  const x = (value: number) => left + (value / largest) * (WIDTH - left - right)
  const drawn = bars.map(({ name, median, low, high, isOurs }, n) => {
    const y = top + n * row
    return `
  <text x="${left - 10}" y="${y + 15}" text-anchor="end">${escaped(name)}</text>
  <rect class="${isOurs ? 'ours' : 'other'}" x="${left}" y="${y + 2}" width="${fixed(x(median) - left)}" height="${row - 10}" rx="3"/>
  <path class="whisker" d="M${fixed(x(low))} ${y + 11}H${fixed(x(high))}M${fixed(x(low))} ${y + 7}v8M${fixed(x(high))} ${y + 7}v8"/>
  <text x="${fixed(x(Math.max(median, high)) + 8)}" y="${y + 15}">${Math.round(median)}</text>`
  })
  const note = `${unit}: medians, and the middle half of all runs; green is ours`
  return sheet(
    height,
    title,
    `${drawn.join('')}
  <text class="faint" x="20" y="${height - 12}">${escaped(note)}</text>`,
  )
}

export interface Line {
  name: string
  points: readonly (readonly [x: number, y: number])[]
}

/** Lines over a logarithmic axis, from zero up. */
export function linePlot(plot: { title: string; unit: string; lines: readonly Line[] }): string {
  const [top, left, right, bottom, height] = [52, 60, 160, 48, 380]
  const all = plot.lines.flatMap(({ points }) => points)
  const [least, most] = [Math.min(...all.map(([x]) => x)), Math.max(...all.map(([x]) => x))]
  const ceiling = Math.ceil(Math.max(...all.map(([, y]) => y)) * 1.1)
  const span = Math.log10(most / least) || 1
  const x = (value: number) => left + (Math.log10(value / least) / span) * (WIDTH - left - right)
  const y = (value: number) => height - bottom - (value / ceiling) * (height - top - bottom)
  const levels = Array.from({ length: 5 }, (_, n) => (ceiling * n) / 4).map(
    level => `
  <path class="rule" d="M${left} ${fixed(y(level))}H${WIDTH - right}"/>
  <text class="faint" x="${left - 8}" y="${fixed(y(level) + 4)}" text-anchor="end">${fixed(level)}</text>`,
  )
  const marks = [...new Set(all.map(([value]) => value))].map(
    value => `
  <text class="faint" x="${fixed(x(value))}" y="${height - bottom + 20}" text-anchor="middle">${value.toLocaleString('en')}</text>`,
  )
  // Names are at the ends of their lines, far enough apart to be read.
  const ends = plot.lines
    .map(({ name, points }, n) => ({ name, n, at: y(points.at(-1)?.[1] ?? 0) }))
    .sort((a, b) => a.at - b.at)
  let before = Number.NEGATIVE_INFINITY
  const names = ends.map(({ name, n, at }) => {
    before = Math.max(at, before + 17)
    return `
  <text x="${WIDTH - right + 12}" y="${fixed(before + 4)}"><tspan class="c${n}" stroke="none">●</tspan> ${escaped(name)}</text>`
  })
  const drawn = plot.lines.map(({ points }, n) => {
    const path = points
      .map(([px, py], step) => `${step === 0 ? 'M' : 'L'}${fixed(x(px))} ${fixed(y(py))}`)
      .join('')
    const dots = points.map(
      ([px, py]) => `<circle class="c${n}" cx="${fixed(x(px))}" cy="${fixed(y(py))}" r="3.5"/>`,
    )
    return `
  <path class="c${n} line" d="${path}"/>${dots.join('')}`
  })
  return sheet(
    height,
    plot.title,
    `${[...levels, ...marks, ...drawn, ...names].join('')}
  <text class="faint" x="${left}" y="${height - 8}">${escaped(`${plot.unit}, medians, over the number of reels`)}</text>`,
  )
}

function sheet(height: number, title: string, inner: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">
${STYLE}
  <rect class="sheet" width="${WIDTH}" height="${height}" rx="8"/>
  <text class="title" x="20" y="30">${escaped(title)}</text>${inner}
</svg>
`
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
