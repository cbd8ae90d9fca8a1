import type { Operations } from '#client'
import { LoggedOut } from '../accounts/settings-page.tsx'
import { account } from '../api/account.ts'
import { api, attempt, type Outcome } from '../api/api.ts'
import { readLimits } from '../api/limits.ts'
import type { PageProps } from '../routing/route.ts'
import { dateText, moneyText } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'
import { usePageHead } from '../ui/page-head.ts'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { useRead } from '../ui/use-read.ts'

type Receipt = Operations['getReceipt']['output']['receipt']

/** A receipt, which also prints well. */
export function ReceiptPage({ params: { purchaseId } }: PageProps<'/purchases/:purchaseId/receipt'>) {
  usePageHead('Receipt')
  const someone = account.value
  if (!someone) return <LoggedOut title="Receipt" />
  const [back, label] =
    someone.role === 'partner'
      ? (['/studio/sales', 'Sales'] as const)
      : (['/purchases', 'Purchases'] as const)
  return (
    <div class="page narrow">
      <a class="way-back" href={back}>
        <Icon name="back" /> {label}
      </a>
      <Loaded purchaseId={purchaseId} />
    </div>
  )
}

function Loaded({ purchaseId }: { purchaseId: string }) {
  const { data, failure, retry } = useRead(() => readReceipt(purchaseId), [purchaseId])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  return data.value ? <Paper receipt={data.value} /> : <Loading label="Loading the receipt" />
}

async function readReceipt(purchaseId: string): Promise<Outcome<Receipt>> {
  const [limits, read] = await Promise.all([
    readLimits(),
    attempt(api.getReceipt({ params: { purchaseId } })),
  ])
  if (!limits.ok) return limits
  return read.ok ? { ok: true, data: read.data.receipt } : read
}

function Paper({ receipt }: { receipt: Receipt }) {
  const { number, issuedAt, seller, buyer, lines, total, tax, fee, refunds } = receipt
  return (
    <>
      <article class="receipt">
        <h1>Receipt</h1>
        <dl>
          <dt>Number</dt>
          <dd>{number}</dd>
          <dt>Date</dt>
          <dd>{dateText(issuedAt)}</dd>
          <dt>Seller</dt>
          <dd>{seller.brandName}, through Reels</dd>
          <dt>Buyer</dt>
          <dd>{buyer ? [buyer.username, buyer.email].filter(Boolean).join(', ') : 'A deleted account'}</dd>
        </dl>
        <table>
          <caption class="visually-hidden">What was bought</caption>
          <thead>
            <tr>
              <th scope="col">Reel</th>
              <th scope="col">Price</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ description, amount }) => (
              <tr key={description}>
                <td>{description}</td>
                <td>{moneyText(amount)}</td>
              </tr>
            ))}
            {refunds.map(({ amount, status, at }) => (
              <tr key={at}>
                <td>
                  {status === 'succeeded' ? 'Refunded' : 'Refund under way'}, {dateText(at)}
                </td>
                <td>{moneyText({ ...amount, amount: -amount.amount })}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr class="total">
              <th scope="row">Total paid</th>
              <td>{moneyText(total)}</td>
            </tr>
            <tr>
              <th scope="row">Of this, tax</th>
              <td>{moneyText(tax)}</td>
            </tr>
            {fee && (
              <tr>
                <th scope="row">Of this, kept by Reels</th>
                <td>{moneyText(fee)}</td>
              </tr>
            )}
          </tfoot>
        </table>
      </article>
      <p class="buttons no-print receipt-actions">
        <button type="button" class="button" onClick={() => window.print()}>
          Print
        </button>
      </p>
    </>
  )
}
