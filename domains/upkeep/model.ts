import { Schema } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** How far a job has got that walks through a whole collection, some of it in each run. */
const schema = new Schema(
  { _id: { type: String, required: true }, after: { type: String, required: true } },
  { collection: 'jobPositions', versionKey: false },
)

export const JobPositionModel = defineModel('JobPosition', schema)
