import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Reel } from '#client'
import { api, attempt, type Outcome } from '../api/api.ts'
import type { PageProps } from '../routing/route.ts'
import { usePageHead } from '../ui/page-head.ts'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { useRead } from '../ui/use-read.ts'
import { PartnersOnly } from './partners-only.tsx'
import { RetentionPlot } from './retention-plot.tsx'
import { lastLocalDays, type Period, percentText, type ReelStatistics } from './statistics-figures.ts'
import { Days, PeriodSelect, Places, Totals } from './statistics-parts.tsx'
import { StudioTabs } from './studio-tabs.tsx'

/** What one reel has brought, with its retention beside the video. */
export function ReelStatisticsPage({ params: { reelId } }: PageProps<'/studio/:reelId/statistics'>) {
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
        <Statistics key={`${reelId} ${days.value}`} reelId={reelId} days={days.value} />
      </div>
    </PartnersOnly>
  )
}

interface Read {
  reel: Reel
  period: Period
  statistics: ReelStatistics
}

function Statistics({ reelId, days }: { reelId: string; days: number }) {
  const { data, failure, retry } = useRead(() => read(reelId, days), [])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  if (!data.value) return <Loading label="Loading the statistics" />
  const { reel, period, statistics } = data.value
  const { totals, series, from, retention } = statistics
  return (
    <div class="stack">
      <h2>{reel.title}</h2>
      <Totals totals={totals} />
      <Retention reel={reel} retention={retention} />
      <Days series={series} period={period} />
      <Places from={from} views={totals.views} />
    </div>
  )
}

async function read(reelId: string, days: number): Promise<Outcome<Read>> {
  const [me, reel] = await Promise.all([attempt(api.getMe()), attempt(api.getReel({ params: { reelId } }))])
  if (!me.ok) return me
  if (!reel.ok) return reel
  const { account } = me.data
  const period = lastLocalDays(days, account.role === 'partner' ? account.timeZone : 'UTC')
  const statistics = await attempt(api.getReelStatistics({ params: { reelId }, query: period }))
  return statistics.ok
    ? { ok: true, data: { reel: reel.data.reel, period, statistics: statistics.data } }
    : statistics
}

interface RetentionProps {
  reel: Reel
  retention: ReelStatistics['retention']
}

const TENTHS = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99]

/** Who still watches, along the video: the curve follows it as it plays, and a tap on the curve moves it. */
function Retention({ reel, retention }: RetentionProps) {
  const video = useRef<HTMLVideoElement>(null)
  const at = useSignal(0)
  if (!retention) {
    return (
      <div class="card">
        <h2>How long people watch</h2>
        <p class="muted">You see this once five people have watched the reel in this time.</p>
      </div>
    )
  }
  return (
    <div class="card">
      <h2>How long people watch</h2>
      <div class="beside-video">
        {reel.video?.url && (
          // biome-ignore lint/a11y/useMediaCaption: reels have no captions in this API
          <video
            ref={video}
            src={reel.video.url}
            poster={reel.video.thumbnailUrl}
            preload="none"
            controls
            playsInline
            onTimeUpdate={({ currentTarget: { currentTime, duration } }) => {
              at.value = duration > 0 ? currentTime / duration : 0
            }}
          />
        )}
        <div>
          <RetentionPlot
            retention={retention}
            at={at.value}
            onPick={part => {
              if (video.current) video.current.currentTime = part * (reel.video?.durationSeconds ?? 0)
            }}
          />
          <details class="day-table">
            <summary>The same as a table</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <section class="table-frame" tabIndex={0} aria-label="How long people watch">
              <table>
                <caption class="visually-hidden">The share of plays that have watched each part</caption>
                <thead>
                  <tr>
                    <th scope="col">Part of the video</th>
                    <th scope="col">Watched by</th>
                  </tr>
                </thead>
                <tbody>
                  {TENTHS.map(hundredth => (
                    <tr key={hundredth}>
                      <th scope="row">{percentText(hundredth === 99 ? 100 : hundredth, 100)}</th>
                      <td>{percentText(retention[hundredth] ?? 0, 1)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          </details>
        </div>
      </div>
    </div>
  )
}
