import { randomUUID } from 'node:crypto'
import { splitQuery } from '../delivery/signed-urls.ts'
import { Refusal } from '../protocol/replies.ts'
import { isObject } from '../upload/parameters.ts'

const KINDS = {
  /** Answers `status` (500 if left out) and does nothing. */
  status: true,
  /** Answers nothing until the client goes. */
  hang: true,
  /** Ends the connection and does nothing. */
  cut: true,
  /** Does what was asked and ends the connection in the middle of the answer. */
  'cut-response': true,
  /** Does nothing and answers 200 with `body`, or with a page of HTML. */
  nonsense: true,
  /** Does what was asked and answers `status` (500 if left out). */
  'store-then-fail': true,
  /** Does what was asked after `milliseconds`. */
  slow: true,
  /** Answers 429 with ImageKit's headers; the limit ends in `milliseconds`. */
  'rate-limit': true,
}

export interface Fault {
  kind: keyof typeof KINDS
  status: number
  milliseconds: number
  /** Of `nonsense`, sent as JSON whatever it is. */
  body: string | undefined
}

/** A request as rules see it. `about`: texts of its form or body, and the path of the file that it names by id. */
export interface Subject {
  method: string
  url: string
  about: readonly string[]
}

type Rule = Fault & {
  id: string
  method: string | undefined
  path: string | undefined
  contains: string | undefined
  timesLeft: number
}

const FIELDS = ['when', 'fault', 'status', 'times', 'milliseconds', 'body']
const CONDITIONS = ['method', 'path', 'contains']

/** The faults that tests have asked for. The first rule that fits a request decides. */
export function faultRules() {
  let rules: Rule[] = []
  return {
    /** Adds the rule that a `POST /_faults` describes, and gives its id. Throws a `Refusal` for what it does not understand. */
    add(description: unknown): string {
      const rule = readRule(description)
      rules.push(rule)
      return rule.id
    },
    /** False where there is no such rule (any more). */
    remove(id: string): boolean {
      const count = rules.length
      rules = rules.filter(rule => rule.id !== id)
      return rules.length < count
    },
    clear() {
      rules = []
    },
    /** The fault that this request is to meet; counts as one of its `times`. */
    take(subject: Subject): Fault | undefined {
      const rule = rules.find(candidate => fits(candidate, subject))
      if (rule === undefined) return undefined
      rule.timesLeft -= 1
      if (rule.timesLeft <= 0) rules = rules.filter(other => other !== rule)
      return rule
    },
  }
}

function fits({ method, path, contains }: Rule, subject: Subject): boolean {
  const [ownPath] = splitQuery(subject.url)
  if (method !== undefined && method !== subject.method) return false
  if (path !== undefined && !ownPath.includes(path)) return false
  return contains === undefined || mentions(subject, contains)
}

/** Whether the text stands in the URL, as sent or decoded, or in what the request is about. */
export function mentions({ url, about }: Subject, text: string): boolean {
  return url.includes(text) || decoded(url).includes(text) || about.some(part => part.includes(text))
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url.replaceAll('+', ' '))
  } catch {
    return url
  }
}

function isKind(value: unknown): value is Fault['kind'] {
  return typeof value === 'string' && Object.hasOwn(KINDS, value)
}

function readRule(description: unknown): Rule {
  if (!isObject(description)) throw new Refusal(400, 'A fault is a JSON object.')
  const { when = {}, fault } = description
  if (!isObject(when)) throw new Refusal(400, 'when is an object.')
  refuseUnknown(description, FIELDS)
  refuseUnknown(when, CONDITIONS)
  if (!isKind(fault)) throw new Refusal(400, `fault is one of: ${Object.keys(KINDS).join(', ')}.`)
  return {
    id: randomUUID(),
    kind: fault,
    method: text(when, 'method')?.toUpperCase(),
    path: text(when, 'path'),
    contains: text(when, 'contains'),
    status: number(description, 'status', { min: 200, max: 599 }) ?? 500,
    timesLeft: number(description, 'times', { min: 1, max: Number.MAX_SAFE_INTEGER }) ?? Infinity,
    milliseconds: number(description, 'milliseconds', { min: 0, max: 600_000 }) ?? 1000,
    body: text(description, 'body'),
  }
}

function refuseUnknown(object: Record<string, unknown>, known: readonly string[]) {
  const unknown = Object.keys(object).find(name => !known.includes(name))
  if (unknown !== undefined) throw new Refusal(400, `${unknown} is not one of: ${known.join(', ')}.`)
}

function text(object: Record<string, unknown>, name: string): string | undefined {
  const value = object[name]
  if (value !== undefined && typeof value !== 'string') throw new Refusal(400, `${name} is a text.`)
  return value
}

function number(object: Record<string, unknown>, name: string, { min, max }: { min: number; max: number }) {
  const value = object[name]
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new Refusal(400, `${name} is a whole number from ${min} to ${max}.`)
  }
  return value
}
