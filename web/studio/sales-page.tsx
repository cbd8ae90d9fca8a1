import { useSignal } from '@preact/signals'
import { api, attempt, type Outcome } from '../api/api.ts'
import { readLimits } from '../api/limits.ts'
import { dateText, moneyText } from '../ui/amounts.ts'
import { usePageHead } from '../ui/page-head.ts'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { useRead } from '../ui/use-read.ts'
import { PartnersOnly } from './partners-only.tsx'
import { SaleList, useSales } from './sale-list.tsx'
import { currenciesOf, everyDay, lastDays, type Period, type SaleDay, sumOf } from './sales-figures.ts'
import { SalesPlot } from './sales-plot.tsx'
import { StudioTabs } from './studio-tabs.tsx'

const PERIODS = [7, 30, 90, 365] as const

/** What was sold: figures, a plot by day with its table, and each sale. */
export function SalesPage() {
  usePageHead('Sales')
  return (
    <PartnersOnly>
      <Sales />
    </PartnersOnly>
  )
}

function Sales() {
  const days = useSignal<number>(30)
  const list = useSales()
  // While it is not known, most partners who look have sold something.
  const hasSales = list.items.value.length > 0 || list.isLoading.value || list.failure.value !== null
  return (
    <div class="page">
      <div class="page-head">
        <h1>Sales</h1>
        {hasSales && (
          <label class="inline-field">
            <span class="visually-hidden">Period</span>
            <select name="period" onChange={event => (days.value = Number(event.currentTarget.value))}>
              {PERIODS.map(count => (
                <option key={count} value={count} selected={count === days.value}>
                  Last {count} days
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <StudioTabs current="/studio/sales" />
      {hasSales ? (
        <div class="stack">
          <Statistics key={days.value} period={lastDays(days.value)} isEarly={list.isLoading.value} />
          <SaleList list={list} />
        </div>
      ) : (
        <Notice icon="wallet" title="Nothing sold yet">
          <p>When somebody buys a reel of yours, you see it here.</p>
        </Notice>
      )}
    </div>
  )
}

/** `isEarly`: it is not known yet whether anything was ever sold. */
function Statistics({ period, isEarly }: { period: Period; isEarly: boolean }) {
  const { data, failure, retry } = useRead(() => readDays(period), [])
  const chosen = useSignal<string | null>(null)
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  if (!data.value) return <Loading label="Loading your figures" />
  const currencies = currenciesOf(data.value)
  const currency = chosen.value ?? currencies[0]
  if (currency === undefined) {
    if (isEarly) return <Loading label="Loading your figures" />
    return (
      <Notice icon="wallet" title="Nothing sold in this time">
        <p>Choose a longer time, or look at all sales below.</p>
      </Notice>
    )
  }
  const days = everyDay(data.value, currency, period)
  return (
    <section class="stack" aria-label="Figures">
      {currencies.length > 1 && (
        <label class="inline-field">
          <span>Currency</span>
          <select name="currency" onChange={event => (chosen.value = event.currentTarget.value)}>
            {currencies.map(code => (
              <option key={code} value={code} selected={code === currency}>
                {code}
              </option>
            ))}
          </select>
        </label>
      )}
      <Sums days={days} currency={currency} />
      <div class="card">
        <h2>What you earned by day</h2>
        <SalesPlot days={days} currency={currency} />
        <DayTable days={days} currency={currency} />
      </div>
    </section>
  )
}

async function readDays({ from, to }: Period): Promise<Outcome<SaleDay[]>> {
  const [limits, days] = await Promise.all([
    readLimits(),
    attempt(api.getSaleStatistics({ query: { from, to, by: 'day' } })),
  ])
  if (!limits.ok) return limits
  return days.ok ? { ok: true, data: days.data.items } : days
}

interface DaysProps {
  days: readonly SaleDay[]
  currency: string
}

function Sums({ days, currency }: DaysProps) {
  const sum = sumOf(days)
  const text = (amount: number) => moneyText({ amount, currency })
  return (
    <dl class="figures">
      <div>
        <dt>Sales</dt>
        <dd>{sum.sales}</dd>
      </div>
      <div>
        <dt>Paid by buyers</dt>
        <dd>{text(sum.gross)}</dd>
      </div>
      <div>
        <dt>Refunded and disputed</dt>
        <dd>{text(sum.refunded + sum.disputed)}</dd>
      </div>
      <div>
        <dt>You earned</dt>
        <dd>{text(sum.net)}</dd>
      </div>
    </dl>
  )
}

/** The same figures as the plot, to read. Days without a sale are left out. */
function DayTable({ days, currency }: DaysProps) {
  const text = (amount: number) => moneyText({ amount, currency })
  const sold = days.filter(day => day.sales > 0 || day.net !== 0)
  return (
    <details class="day-table">
      <summary>The same as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="table-frame" tabIndex={0} aria-label="Sales by day">
        <table>
          <caption class="visually-hidden">
            Sales by day in {currency}; days without a sale are left out
          </caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Sales</th>
              <th scope="col">Paid</th>
              <th scope="col">Given back</th>
              <th scope="col">Reels’ share</th>
              <th scope="col">You earned</th>
            </tr>
          </thead>
          <tbody>
            {sold.map(day => (
              <tr key={day.key}>
                <th scope="row">{dateText(`${day.key}T12:00:00Z`)}</th>
                <td>{day.sales}</td>
                <td>{text(day.gross)}</td>
                <td>{text(day.refunded + day.disputed)}</td>
                <td>{text(day.fees)}</td>
                <td>{text(day.net)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
