import type { Context } from '../protocol/context.ts'

const DAY = 24 * 3600

/** Partners are paid at midnight (UTC) after their money is available. */
export function schedulePayout(account: string, availableOn: number, { records }: Context): void {
  records.schedule((Math.floor(availableOn / DAY) + 1) * DAY, 'pay-out', account)
}
