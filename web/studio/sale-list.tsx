import type { Operations } from '#client'
import { api, attempt } from '../api/api.ts'
import { RefundDialog } from '../purchases/refund-dialog.tsx'
import { STATUS_WORDS } from '../purchases/status-words.ts'
import { dateText, moneyText } from '../ui/amounts.ts'
import { ListEnd } from '../ui/list-end.tsx'
import { type PagedList, usePagedList } from '../ui/paged-list.ts'

type Sale = Operations['listSales']['output']['items'][number]

export function useSales(): PagedList<Sale> {
  return usePagedList(cursor => attempt(api.listSales({ query: cursor ? { cursor } : {} })), [])
}

/** Each sale, latest first. A paid one can be refunded. */
export function SaleList({ list }: { list: PagedList<Sale> }) {
  const sales = list.items.value
  function replace(purchaseId: string, status: Sale['status']) {
    list.items.value = list.items.value.map(sale =>
      sale.purchaseId === purchaseId ? { ...sale, status } : sale,
    )
  }
  return (
    <section aria-labelledby="sales">
      <h2 id="sales" class="section-title">
        All sales
      </h2>
      {sales.length > 0 && (
        <ul class="menu">
          {sales.map(sale => (
            <Row key={sale.purchaseId} sale={sale} onRefunded={status => replace(sale.purchaseId, status)} />
          ))}
        </ul>
      )}
      <ListEnd list={list} label="Loading your sales" />
    </section>
  )
}

interface RowProps {
  sale: Sale
  onRefunded: (status: Sale['status']) => void
}

function Row({ sale, onRefunded }: RowProps) {
  const { purchaseId, reel, buyer, gross, net, status, soldAt } = sale
  const { label, tone } = STATUS_WORDS[status]
  return (
    <li class="money-row" data-sale={purchaseId}>
      <div>
        <h3>{reel.title}</h3>
        <p class="muted">
          {moneyText(gross)}
          {status === 'paid' && `, of which ${moneyText(net)} for you`} ·{' '}
          {buyer ? buyer.username : 'deleted account'} · {dateText(soldAt)}
        </p>
        <p class="money-actions">
          <a href={`/purchases/${purchaseId}/receipt`}>Receipt</a>
          {status === 'paid' && (
            <RefundDialog
              purchaseId={purchaseId}
              title={reel.title}
              text={`The buyer gets ${moneyText(gross)} back and can no longer watch the reel. Your ${moneyText(net)} and the fee go back with it.`}
              onDone={purchase => onRefunded(purchase.status === 'refunded' ? 'refunded' : 'refunding')}
            />
          )}
        </p>
      </div>
      <span class="badge" data-status={tone}>
        {label}
      </span>
    </li>
  )
}
