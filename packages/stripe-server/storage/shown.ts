import type { Clock } from './clock.ts'
import type { Kinds } from './objects.ts'
import type { Records } from './records.ts'

/** What is needed to show an object: others that it refers to, and the time. */
export interface Shelf {
  records: Records
  clock: Clock
}

/** An object as the API shows it. */
export function shown(object: Kinds[keyof Kinds], shelf: Shelf): Record<string, unknown> {
  const { internal: _, ...fields } = object
  const { records, clock } = shelf
  switch (object.object) {
    case 'balance_transaction':
      return { ...fields, status: object.available_on <= clock.seconds() ? 'available' : 'pending' }
    case 'dispute': {
      const { balance_transactions } = object
      return {
        ...fields,
        balance_transactions: balance_transactions.flatMap(id => {
          const transaction = records.get('balance_transaction', id)
          return transaction === null ? [] : [shown(transaction, shelf)]
        }),
      }
    }
    case 'transfer': {
      const data = records.search('transfer_reversal', 'transfer', object.id)
      return { ...fields, reversals: list(data, `/v1/transfers/${object.id}/reversals`, shelf) }
    }
    case 'application_fee': {
      const data = records.search('fee_refund', 'fee', object.id)
      return { ...fields, refunds: list(data, `/v1/application_fees/${object.id}/refunds`, shelf) }
    }
    default:
      return { ...fields }
  }
}

function list(objects: Kinds[keyof Kinds][], url: string, shelf: Shelf) {
  return { object: 'list', data: objects.map(one => shown(one, shelf)), has_more: false, url }
}
