import type { Purchase } from '#client'
import { LoggedOut, SettingsPage } from '../accounts/settings-page.tsx'
import { account } from '../api/account.ts'
import { api, attempt } from '../api/api.ts'
import { limits, readLimits } from '../api/limits.ts'
import { paths } from '../routing/paths.ts'
import { dateText, moneyText } from '../ui/amounts.ts'
import { ListEnd } from '../ui/list-end.tsx'
import { usePagedList } from '../ui/paged-list.ts'
import { Notice } from '../ui/states.tsx'
import { RefundDialog } from './refund-dialog.tsx'
import { STATUS_WORDS } from './status-words.ts'

/** What the user has bought, or wanted to buy, latest first. */
export function PurchasesPage() {
  if (account.value?.role === 'partner') return <LoggedOut title="Purchases" />
  return (
    <SettingsPage title="Purchases">
      <Purchases />
    </SettingsPage>
  )
}

function Purchases() {
  const list = usePagedList(readPage, [])
  const purchases = list.items.value
  if (purchases.length === 0 && !list.isLoading.value && !list.failure.value) {
    return (
      <Notice icon="receipt" title="Nothing bought yet">
        <p>Reels that you buy appear here, with their receipts.</p>
        <a class="button" href="/?price=paid">
          Watch reels
        </a>
      </Notice>
    )
  }
  function replace(changed: Purchase) {
    list.items.value = list.items.value.map(purchase => (purchase.id === changed.id ? changed : purchase))
  }
  return (
    <>
      {purchases.length > 0 && (
        <ul class="menu">
          {purchases.map(purchase => (
            <Row key={purchase.id} purchase={purchase} onChange={replace} />
          ))}
        </ul>
      )}
      <ListEnd list={list} label="Loading your purchases" />
    </>
  )
}

async function readPage(cursor: string | undefined) {
  const [known, page] = await Promise.all([
    readLimits(),
    attempt(api.listPurchases({ query: cursor ? { cursor } : {} })),
  ])
  return known.ok ? page : known
}

interface RowProps {
  purchase: Purchase
  onChange: (purchase: Purchase) => void
}

function Row({ purchase, onChange }: RowProps) {
  const { id, reel, price, status, checkout, createdAt, paidAt, receiptNumber } = purchase
  const { label, text, tone } = STATUS_WORDS[status]
  return (
    <li class="money-row" data-purchase={id}>
      <div>
        <h2>{status === 'paid' ? <a href={paths.reel(reel.id, 'library')}>{reel.title}</a> : reel.title}</h2>
        <p class="muted">
          {moneyText(price)} · {reel.partner.brandName} · {dateText(paidAt ?? createdAt)}
        </p>
        {status !== 'paid' && <p class="muted">{text}</p>}
        <p class="money-actions">
          {checkout && <a href={checkout.url}>Go on paying</a>}
          {receiptNumber !== null && <a href={`/purchases/${id}/receipt`}>Receipt</a>}
          {status === 'paid' && (
            <RefundDialog
              purchaseId={id}
              title={reel.title}
              text={`You get ${moneyText(price)} back and can no longer watch the reel. This works within ${limits.value?.payments.refundDays} days, if you have watched less than half of it.`}
              onDone={onChange}
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
