import { Schema } from 'mongoose'
import { PLACES } from '#domains/tickets/places.ts'
import type { Words } from '#domains/views/slots.ts'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** One showing of a reel, as its beacons tell it. Nothing here is counted yet, and nothing is believed. */
const playSchema = new Schema(
  {
    /** A hash of the ticket and of the random id of the play. */
    _id: { type: String, required: true },
    reel: { type: Schema.Types.ObjectId, required: true },
    /** The id of the account, or a hash that says nothing about who it is. */
    viewer: { type: String, required: true },
    /** Missing if nobody was logged in. */
    account: { type: Schema.Types.ObjectId },
    /** The day of UTC on which it began: a viewer is counted once for each. */
    day: { type: String, required: true },
    place: { type: String, enum: [...PLACES, null], default: null },
    /** When the ticket was given. */
    shownAt: { type: Date, required: true },
    /** When its first beacon and its last one arrived. */
    firstAt: { type: Date, required: true },
    lastAt: { type: Date, required: true },
    slots: { type: Number, required: true },
    slotMilliseconds: { type: Number, required: true },
    /** What was watched, as `Words`. */
    watched: { type: Schema.Types.Mixed, default: {} },
    /** How many beacons have told something. */
    beacons: { type: Number, required: true },
    /** Since when something of it waits to be counted; missing if nothing does. */
    pendingSince: { type: Date },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'plays', versionKey: false },
)
  .index({ pendingSince: 1 }, { sparse: true })
  // The deletion of an account.
  .index({ account: 1 }, { sparse: true })
  // [103 forgotten] It names the viewer.
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

/** What of a play is counted already. Only the job writes it, so that beacons are not in the way of its transactions. */
const countedPlaySchema = new Schema(
  {
    _id: { type: String, required: true },
    watched: { type: Schema.Types.Mixed, default: {} },
    slots: { type: Number, required: true },
    isComplete: { type: Boolean, required: true },
    /** Later than that of the play. */
    expiresAt: { type: Date, required: true },
  },
  { collection: 'countedPlays', versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

/** What one viewer has watched of one reel on one day of UTC. */
const markSchema = new Schema(
  {
    /** A hash of the three. */
    _id: { type: String, required: true },
    /** Of the first play: when its ticket was given, and when its first beacon arrived. */
    shownAt: { type: Date, required: true },
    firstAt: { type: Date, required: true },
    milliseconds: { type: Number, required: true },
    /** It is a view. */
    isView: { type: Boolean, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'viewMarks', versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

/** Random bytes of one day of UTC. Without them, nobody can work out again who a viewer was. */
const saltSchema = new Schema(
  {
    /** `2026-11-25` */
    _id: { type: String, required: true },
    salt: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'viewSalts', versionKey: false },
)
  // [103 salts] Whoever has the salt can try all addresses.
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type Play = DocumentOf<typeof playSchema> & { watched: Words }
export type CountedPlay = DocumentOf<typeof countedPlaySchema> & { watched: Words }
export type ViewMark = DocumentOf<typeof markSchema>
export type Salt = DocumentOf<typeof saltSchema>

export const PlayModel = defineModel('Play', playSchema)
export const CountedPlayModel = defineModel('CountedPlay', countedPlaySchema)
export const ViewMarkModel = defineModel('ViewMark', markSchema)
defineModel('ViewSalt', saltSchema)
