import { randomUUID } from 'node:crypto'
import * as z from 'zod'

/** The body of `POST /_faults`. */
const FaultRule = z.strictObject({
  fault: z.enum([
    /** Answers `status` and does nothing. */
    'status',
    /** Answers nothing until the client goes away. */
    'hang',
    /** Ends the connection and does nothing. */
    'cut',
    /** Does what was asked and ends the connection in the middle of the answer. */
    'cut-response',
    /** Does what was asked and ends the connection without an answer. */
    'do-then-cut',
    /** Does what was asked and answers nothing until the client goes away. */
    'do-then-hang',
    /** Does nothing and answers 200 with `body` as JSON, whatever it is, or with a page of HTML. */
    'nonsense',
    /** Does what was asked and answers `status`. */
    'do-then-fail',
    /** Does what was asked after `milliseconds`. */
    'slow',
    /** Answers 429 as the service does. The limit ends in `milliseconds`. */
    'rate-limit',
  ]),
  status: z.int().min(200).max(599).default(500),
  milliseconds: z.int().min(0).max(600_000).default(1000),
  body: z.string().optional(),
  /** How many requests meet the fault. Without a number, it stays until it is removed. */
  times: z.int().min(1).default(Number.POSITIVE_INFINITY),
  /** Which requests meet the fault: all conditions must hold. `path` and `contains` are parts of a text. */
  when: z
    .strictObject({ method: z.string().toUpperCase(), path: z.string(), contains: z.string() })
    .partial()
    .default({}),
})

export type Fault = z.infer<typeof FaultRule>

/** What a fault may be bound to. */
export interface Subject {
  method: string
  url: string
  /** Texts of the body, and whatever else the request is about. */
  about: readonly string[]
}

/** Keeps the faults that tests have asked for. The first rule that fits a request decides. */
export function faultRules() {
  let rules: (Fault & { id: string })[] = []
  return {
    /** Adds the rule that a `POST /_faults` describes: its id, or what is wrong with the description. */
    add(description: unknown): { id: string } | { wrong: string } {
      const { data, error } = FaultRule.safeParse(description)
      if (data === undefined) return { wrong: z.prettifyError(error) }
      const id = randomUUID()
      rules.push({ ...data, id })
      return { id }
    },
    /** False if there is no such rule any more. */
    remove(id: string): boolean {
      const count = rules.length
      rules = rules.filter(rule => rule.id !== id)
      return rules.length < count
    },
    clear(): void {
      rules = []
    },
    /** The fault that this request meets, null for none. It counts as one of the rule's `times`. */
    take(subject: Subject): Fault | null {
      const rule = rules.find(({ when }) => fits(when, subject))
      if (rule === undefined) return null
      rule.times -= 1
      if (rule.times <= 0) rules = rules.filter(other => other !== rule)
      return rule
    },
  }
}

/** Whether the text is in the URL or in what the request is about, as sent or decoded. */
export function mentions({ url, about }: Subject, text: string): boolean {
  return [url, ...about].some(part => part.includes(text) || decoded(part).includes(text))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function fits({ method, path = '', contains = '' }: Fault['when'], subject: Subject): boolean {
  const [ownPath = ''] = subject.url.split('?')
  return (
    (method === undefined || method === subject.method) &&
    ownPath.includes(path) &&
    mentions(subject, contains)
  )
}
