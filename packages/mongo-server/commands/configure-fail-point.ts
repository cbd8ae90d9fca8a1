import { MongoError } from '../language/values/errors.ts'
import type { Commands } from './context.ts'

export const failPointCommands: Commands = {
  configureFailPoint: {
    known: ['mode', 'data'],
    adminOnly: true,
    run(context) {
      if (!context.server.testCommands) {
        throw new MongoError('CommandNotFound', "no such command: 'configureFailPoint'")
      }
      context.server.failPoints.configure(context.command)
      return { fields: {} }
    },
  },
}
