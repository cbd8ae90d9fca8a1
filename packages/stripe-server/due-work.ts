import { settleDebit } from './checkout/debits.ts'
import { expireDueSession } from './checkout/sessions.ts'
import { endDuePayout, payOutDaily } from './money/payouts.ts'
import { endDueRefund } from './money/refunds.ts'
import type { Context } from './protocol/context.ts'

/** Does what time has brought about: sessions expire, debits succeed, refunds end, and partners are paid. */
export function catchUp(context: Context): void {
  const { records, clock } = context
  const now = clock.seconds()
  for (;;) {
    const isDone = records.transaction(() => {
      const due = records.takeDue(now)
      if (due === null) return true
      switch (due.work) {
        case 'expire-session':
          expireDueSession(due.id, context)
          break
        case 'settle-debit':
          settleDebit(due.id, true, context)
          break
        case 'end-refund':
          endDueRefund(due.id, context)
          break
        case 'pay-out':
          payOutDaily(due.id, context)
          break
        case 'end-payout':
          endDuePayout(due.id, context)
          break
      }
      return false
    })
    if (isDone) return
  }
}
