import { aggregateCommands } from './aggregate.ts'
import { bulkWriteCommands } from './bulk-write.ts'
import { collectionCommands } from './collections.ts'
import type { Commands } from './context.ts'
import { diagnosticCommands } from './diagnostics.ts'
import { explainCommands } from './explain.ts'
import { findAndModifyCommands } from './find-and-modify.ts'
import { handshakeCommands } from './handshake.ts'
import { indexCommands } from './indexes.ts'
import { readCommands } from './reads.ts'
import { sessionCommands } from './sessions.ts'
import { testCommands } from './test-commands.ts'
import { writeCommands } from './writes.ts'

/** Every command there is; whatever is not here gets CommandNotFound. */
export const allCommands: Commands = {
  ...handshakeCommands,
  ...readCommands,
  ...writeCommands,
  ...findAndModifyCommands,
  ...aggregateCommands,
  ...collectionCommands,
  ...indexCommands,
  ...sessionCommands,
  ...diagnosticCommands,
  ...testCommands,
  ...explainCommands,
  ...bulkWriteCommands,
}
