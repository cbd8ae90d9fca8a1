import * as z from 'zod'
import type { Context } from '../protocol/context.ts'
import { pageOf } from '../protocol/lists.ts'
import * as p from '../protocol/parameters.ts'
import { missing } from '../protocol/refusals.ts'
import type { Kind, Kinds } from '../storage/objects.ts'
import { shown } from '../storage/shown.ts'

/** What the work of a route gets. */
interface Call {
  /** The `:id` of the path. */
  id: string
  /** The account that the request is made for: `platform`, or the id of a connected one. */
  owner: string
  context: Context
}

export interface Route {
  method: 'GET' | 'POST'
  path: string
  /** Answers with the JSON of the answer. Refuses parameters that it does not know. */
  work(given: unknown, call: Call): Record<string, unknown>
}

/** No parameters but `expand`. */
export const nothing = z.strictObject({ expand: p.expand })

export function route<Schema extends z.ZodType>(
  method: Route['method'],
  path: string,
  parameters: Schema,
  work: (given: z.output<Schema>, call: Call) => Record<string, unknown>,
): Route {
  return { method, path, work: (given, call) => work(p.readParameters(parameters, given), call) }
}

/** Reads one object of the account that the request is made for. */
export function retrieve(
  kind: Exclude<Kind, 'event' | 'v2.core.event' | 'link' | 'v2.core.account'>,
  path: string,
): Route {
  return route('GET', path, nothing, (_, { id, owner, context }) =>
    view(owned(kind, id, owner, context), context),
  )
}

export function owned<K extends Kind>(kind: K, id: string, owner: string, { records }: Context): Kinds[K] {
  const found = records.find(id)
  const object = records.get(kind, id)
  if (object === null || found?.owner !== owner) throw missing(kind, id)
  return object
}

export function view(object: Kinds[Kind], context: Context): Record<string, unknown> {
  return shown(object, context)
}

export function page<K extends Kind>(
  objects: readonly Kinds[K][],
  given: Parameters<typeof pageOf>[1],
  url: string,
  context: Context,
): Record<string, unknown> {
  const { data, ...rest } = pageOf<K>(objects, given, url)
  return { ...rest, data: data.map(object => view(object, context)) }
}
