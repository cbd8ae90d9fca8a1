import { HandledEventModel } from '#shared/runtime/events/model.ts'

/**
 * Handles an event from outside that may be delivered several times. It counts as taken when it has been
 * handled, not when it was first seen: if the work fails or the process dies, the next delivery does it.
 * Two deliveries at the same time may both do the work, so the work must be safe to repeat.
 */
export async function once(eventId: string, work: () => Promise<void>): Promise<void> {
  if (await HandledEventModel.exists({ _id: eventId })) return
  await work()
  await HandledEventModel.updateOne(
    { _id: eventId },
    { $setOnInsert: { handledAt: new Date() } },
    { upsert: true },
  )
}
