import type { Counter, Reaction } from '#domains/reactions/model.ts'
import { type DefinedCollection, defineCollection } from '#shared/runtime/database/collections.ts'

/** The counters of a reel, each with the collection whose documents it counts. */
export const REACTIONS: Readonly<Record<Counter, DefinedCollection<Reaction>>> = {
  likes: defineCollection('likes'),
  saves: defineCollection('saves'),
}
