import { moneyText } from '../ui/amounts.ts'
import { DayPlot } from './day-plot.tsx'

interface Props {
  /** The days, such as `2026-11-22`, and what each has earned in minor units. */
  days: readonly { key: string; net: number }[]
  currency: string
}

// In minor units.
const LEAST = 100

const texts = new Map<string, (amount: number) => string>()

/** What each day has earned. */
export function SalesPlot({ days, currency }: Props) {
  const text = texts.get(currency) ?? ((amount: number) => moneyText({ amount, currency }))
  texts.set(currency, text)
  return <DayPlot days={days.map(({ key, net }) => ({ key, value: net }))} text={text} least={LEAST} />
}
