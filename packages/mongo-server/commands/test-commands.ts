import type { Commands } from './context/context.ts'

/** The commands that mongod has with `enableTestCommands`: the tests of drivers use them. */
export const testCommands: Commands = {
  configureFailPoint: {
    known: ['mode', 'data'],
    adminOnly: true,
    testOnly: true,
    run(context) {
      context.server.failPoints.configure(context.command)
      return { fields: {} }
    },
  },
  // One that is not in API version 1, and one that is deprecated there.
  testVersion2: { known: [], testOnly: true, run: () => ({ fields: {} }) },
  testDeprecation: { known: [], testOnly: true, run: () => ({ fields: {} }) },
}
