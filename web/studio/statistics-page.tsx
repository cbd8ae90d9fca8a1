import { useSignal } from '@preact/signals'
import { api, attempt, type Outcome } from '../api/api.ts'
import { countText, hueOf } from '../ui/amounts.ts'
import { usePageHead } from '../ui/page-head.ts'
import { Poster } from '../ui/poster.tsx'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { useRead } from '../ui/use-read.ts'
import { PartnersOnly } from './partners-only.tsx'
import { durationText, lastLocalDays, type PartnerStatistics, type Period } from './statistics-figures.ts'
import { Days, Figure, PeriodSelect, Places, Totals } from './statistics-parts.tsx'
import { StudioTabs } from './studio-tabs.tsx'

/** What all reels have brought: figures, views by day, where they come from, and the best reels. */
export function StatisticsPage() {
  usePageHead('Statistics')
  const days = useSignal(28)
  return (
    <PartnersOnly>
      <div class="page">
        <div class="page-head">
          <h1>Statistics</h1>
          <PeriodSelect days={days.value} onChange={count => (days.value = count)} />
        </div>
        <StudioTabs current="/studio/statistics" />
        <Statistics key={days.value} days={days.value} />
      </div>
    </PartnersOnly>
  )
}

interface Read {
  period: Period
  statistics: PartnerStatistics
}

function Statistics({ days }: { days: number }) {
  const { data, failure, retry } = useRead(() => read(days), [])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  if (!data.value) return <Loading label="Loading your statistics" />
  const { period, statistics } = data.value
  const { totals, series, from } = statistics
  return (
    <div class="stack">
      <Totals totals={totals}>
        <Figure label="Followers" value={signed(totals.followers)} hint="New, and still there" />
      </Totals>
      <Days series={series} period={period} />
      <Places from={from} views={totals.views} />
      <Ranking period={period} />
    </div>
  )
}

async function read(days: number): Promise<Outcome<Read>> {
  const me = await attempt(api.getMe())
  if (!me.ok) return me
  const { account } = me.data
  const period = lastLocalDays(days, account.role === 'partner' ? account.timeZone : 'UTC')
  const statistics = await attempt(api.getStatistics({ query: period }))
  return statistics.ok ? { ok: true, data: { period, statistics: statistics.data } } : statistics
}

const SORTS = [
  { name: 'views', label: 'Views' },
  { name: 'watchSeconds', label: 'Watch time' },
  { name: 'likes', label: 'Likes' },
  { name: 'sales', label: 'Sales' },
] as const
type Sort = (typeof SORTS)[number]['name']

function Ranking({ period }: { period: Period }) {
  const sort = useSignal<Sort>('views')
  return (
    <div class="card">
      <div class="page-head">
        <h2>Best reels</h2>
        <label class="inline-field">
          <span>By</span>
          <select
            name="sort"
            onChange={({ currentTarget: { selectedIndex } }) => {
              sort.value = SORTS[selectedIndex]?.name ?? 'views'
            }}
          >
            {SORTS.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <RankedReels key={sort.value} period={period} sort={sort.value} />
    </div>
  )
}

function RankedReels({ period, sort }: { period: Period; sort: Sort }) {
  const query = { ...period, sort, limit: 10 }
  const { data, failure, retry } = useRead(() => attempt(api.listReelStatistics({ query })), [])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  if (!data.value) return <Loading label="Loading your reels" />
  if (data.value.items.length === 0) {
    return (
      <Notice icon="chart" title="Nothing watched in this time">
        <p>When somebody watches a reel of yours, you see it here within a minute.</p>
      </Notice>
    )
  }
  return (
    <ol class="ranking">
      {data.value.items.map(({ reel, ...numbers }) => (
        <li key={reel.id}>
          <span class="thumb" style={{ '--hue': hueOf(reel.id) }}>
            <Poster url={reel.thumbnailUrl} isLazy />
          </span>
          <a href={`/studio/${reel.id}/statistics`}>{reel.title}</a>
          <b>{sort === 'watchSeconds' ? durationText(numbers.watchSeconds) : countText(numbers[sort])}</b>
        </li>
      ))}
    </ol>
  )
}

function signed(count: number): string {
  return new Intl.NumberFormat(navigator.language, { signDisplay: 'exceptZero' }).format(count)
}
