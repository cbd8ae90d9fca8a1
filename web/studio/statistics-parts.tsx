import type { ComponentChildren } from 'preact'
import { countText, dateText } from '../ui/amounts.ts'
import { DayPlot } from './day-plot.tsx'
import { csvOf, durationText, type Period, percentText, type ReelStatistics } from './statistics-figures.ts'

const PERIODS = [7, 28, 90, 365] as const

interface PeriodProps {
  days: number
  onChange: (days: number) => void
}

export function PeriodSelect({ days, onChange }: PeriodProps) {
  return (
    <label class="inline-field">
      <span class="visually-hidden">Period</span>
      <select name="period" onChange={event => onChange(Number(event.currentTarget.value))}>
        {PERIODS.map(count => (
          <option key={count} value={count} selected={count === days}>
            Last {count} days
          </option>
        ))}
      </select>
    </label>
  )
}

interface TotalsProps {
  totals: ReelStatistics['totals']
  children?: ComponentChildren
}

export function Totals({ totals, children }: TotalsProps) {
  return (
    <dl class="figures">
      <Figure label="Views" value={countText(totals.views)} hint={playsText(totals.plays)} />
      <Figure
        label="Watch time"
        value={durationText(totals.watchSeconds)}
        hint={totals.plays > 0 ? `${durationText(totals.watchSeconds / totals.plays)} for each play` : ''}
      />
      <Figure
        label="Watched to the end"
        value={percentText(totals.completions, totals.plays)}
        hint={playsText(totals.completions)}
      />
      <Figure
        label="Likes and saves"
        value={countText(totals.likes + totals.saves)}
        hint={`${countText(totals.likes)} and ${countText(totals.saves)}`}
      />
      <Figure label="Shares" value={countText(totals.shares)} hint="" />
      <Figure label="Sales" value={countText(totals.sales)} hint="" />
      {children}
    </dl>
  )
}

function playsText(plays: number): string {
  return `${countText(plays)} ${plays === 1 ? 'play' : 'plays'}`
}

export function Figure({ label, value, hint }: { label: string; value: string; hint: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {value}
        {hint && <span class="figure-hint">{hint}</span>}
      </dd>
    </div>
  )
}

interface DaysProps {
  series: ReelStatistics['series']
  period: Period
}

// Five, so that one view is not a bar as high as the plot.
const LEAST = 5

/** Views by day: a plot, the same as a table, and all numbers as a file. */
export function Days({ series, period }: DaysProps) {
  const seen = series.filter(({ plays, likes, saves, shares, sales }) =>
    [plays, likes, saves, shares, sales].some(value => (value ?? 0) > 0),
  )
  return (
    <div class="card">
      <h2>Views by day</h2>
      <DayPlot
        days={series.map(({ at, views }) => ({ key: at, value: views ?? 0 }))}
        text={countText}
        least={LEAST}
      />
      <details class="day-table">
        <summary>The same as a table</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section class="table-frame" tabIndex={0} aria-label="Statistics by day">
          <table>
            <caption class="visually-hidden">Statistics by day; days without anything are left out</caption>
            <thead>
              <tr>
                {[
                  'Day',
                  'Views',
                  'Plays',
                  'Watch time',
                  'To the end',
                  'Likes',
                  'Saves',
                  'Shares',
                  'Sales',
                ].map(head => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {seen.map(point => (
                <tr key={point.at}>
                  <th scope="row">{dateText(`${point.at}T12:00:00Z`)}</th>
                  <td>{point.views}</td>
                  <td>{point.plays}</td>
                  <td>{durationText(point.watchSeconds ?? 0)}</td>
                  <td>{point.completions}</td>
                  <td>{point.likes}</td>
                  <td>{point.saves}</td>
                  <td>{point.shares}</td>
                  <td>{point.sales}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
      <div class="buttons start">
        <a
          class="button"
          download={`statistics ${period.from} to ${period.to}.csv`}
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(csvOf(series))}`}
        >
          Export as CSV
        </a>
      </div>
    </div>
  )
}

const PLACES = {
  feed: 'Feed',
  following: 'Following',
  trending: 'Trending',
  search: 'Search',
  partner: 'Your page',
  share: 'Links',
} as const

/** Where views come from. A place with fewer than five viewers is not told. */
export function Places({ from, views }: { from: ReelStatistics['from']; views: number }) {
  return (
    <div class="card">
      <h2>Where views come from</h2>
      <ul class="places">
        {(['feed', 'following', 'trending', 'search', 'partner', 'share'] as const).map(place => {
          const seen = from[place]
          return (
            <li key={place}>
              <span>{PLACES[place]}</span>
              <span class="place-bar" aria-hidden="true">
                <span style={{ width: `${views === 0 ? 0 : (100 * (seen ?? 0)) / views}%` }} />
              </span>
              <b>{seen === null ? 'under 5' : countText(seen)}</b>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
