import * as z from 'zod'
import { pageOf, paging } from '../protocol/lists.ts'
import * as p from '../protocol/parameters.ts'
import { PLATFORM } from '../storage/objects.ts'
import { EVENTS_KEPT_SECONDS, eventView } from '../webhooks/event-view.ts'
import { nothing, owned, type Route, route } from './route.ts'

export const EVENT_ROUTES: readonly Route[] = [
  route('GET', '/v2/core/events/:id', z.strictObject({}), (_, { id, context }) =>
    eventView(owned('v2.core.event', id, PLATFORM, context), context.records),
  ),
  route(
    'GET',
    '/v1/events',
    z.strictObject({
      ...paging,
      created: p.range,
      delivery_success: p.boolean.optional(),
      type: p.text.optional(),
      types: p.list(p.text).optional(),
    }),
    (given, { owner, context: { records, clock } }) => {
      const undelivered = given.delivery_success === undefined ? null : records.undelivered()
      const oldest = clock.seconds() - EVENTS_KEPT_SECONDS
      const found = records
        .list('event', owner)
        .filter(
          event =>
            event.created >= oldest &&
            p.isWithin(event.created, given.created) &&
            (given.type === undefined || fits(event.type, given.type)) &&
            (given.types === undefined || given.types.some(type => fits(event.type, type))) &&
            (undelivered === null || undelivered.has(event.id) !== given.delivery_success),
        )
      const { data, ...rest } = pageOf<'event'>(found, given, '/v1/events')
      return { ...rest, data: data.map(event => eventView(event, records)) }
    },
  ),
  route('GET', '/v1/events/:id', nothing, (_, { id, owner, context }) =>
    eventView(owned('event', id, owner, context), context.records),
  ),
]

/** `charge.*` fits all events of charges. */
function fits(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted
}
