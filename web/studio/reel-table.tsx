import { useSignal } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'
import type { LoadedReels } from '../lists/loaded-reels.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { Icon } from '../ui/icons.tsx'
import { NEWEST_FIRST, nextOrder, type ReelOrder, sorted } from './reel-order.ts'
import { ReelRow } from './reel-row.tsx'

const COLUMNS: readonly { by: ReelOrder['by']; name: string; isNumber?: boolean }[] = [
  { by: 'title', name: 'Reel' },
  { by: 'status', name: 'State' },
  { by: 'views', name: 'Views', isNumber: true },
  { by: 'likes', name: 'Likes', isNumber: true },
  { by: 'saves', name: 'Saves', isNumber: true },
  { by: 'createdAt', name: 'Date' },
]

interface Props {
  reels: readonly ReelSignal[]
  loaded: LoadedReels
}

/** The reels of a partner: a table on the desk, cards on a phone. */
export function ReelTable({ reels, loaded }: Props) {
  const order = useSignal(NEWEST_FIRST)
  // The API has them newest first. Another order needs all of them.
  const needsAll = order.value !== NEWEST_FIRST && !loaded.isComplete.value && !loaded.failure.value
  useEffect(() => {
    if (needsAll) void loaded.more()
  }, [needsAll, loaded.reels.value])
  function choose(by: ReelOrder['by']) {
    const next = nextOrder(order.value, by)
    order.value = next.by === 'createdAt' && next.isDescending ? NEWEST_FIRST : next
  }
  return (
    <>
      <OrderChoice order={order.value} onChoose={choose} />
      <table class="reel-table">
        <caption class="visually-hidden">Your reels</caption>
        <thead>
          <tr>
            {COLUMNS.map(({ by, name, isNumber }) => (
              <th
                key={by}
                scope="col"
                data-number={isNumber}
                aria-sort={
                  order.value.by !== by ? undefined : order.value.isDescending ? 'descending' : 'ascending'
                }
              >
                <button type="button" onClick={() => choose(by)}>
                  {name}
                  {order.value.by === by && <Icon name={order.value.isDescending ? 'down' : 'up'} />}
                </button>
              </th>
            ))}
            <th scope="col">
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted(reels, order.value).map(reel => (
            <ReelRow key={reel.peek().id} reel={reel} />
          ))}
        </tbody>
      </table>
    </>
  )
}

/** On a phone, where the heads of the columns have no room. */
function OrderChoice({ order, onChoose }: { order: ReelOrder; onChoose: (by: ReelOrder['by']) => void }) {
  const id = useId()
  const pick = (by: string) => {
    const column = COLUMNS.find(one => one.by === by)
    if (column) onChoose(column.by)
  }
  return (
    <div class="order-choice">
      <label for={id}>Sort by</label>
      <select id={id} value={order.by} onChange={event => pick(event.currentTarget.value)}>
        {COLUMNS.map(({ by, name }) => (
          <option key={by} value={by}>
            {name}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="icon-button"
        aria-label="The other way round"
        onClick={() => onChoose(order.by)}
      >
        <Icon name={order.isDescending ? 'down' : 'up'} />
      </button>
    </div>
  )
}
