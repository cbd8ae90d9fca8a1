import type { Document } from '../language/values/bson.ts'
import { accessCommands } from './access-control.ts'
import { aggregateCommands } from './aggregate.ts'
import { bulkWriteCommands } from './bulk-write.ts'
import { collectionCommands } from './collections.ts'
import type { Commands, Context } from './context.ts'
import { operationCommands } from './current-op.ts'
import { diagnosticCommands } from './diagnostics.ts'
import { explainCommands } from './explain.ts'
import { findAndModifyCommands } from './find-and-modify.ts'
import { handshakeCommands } from './handshake.ts'
import { indexCommands } from './indexes.ts'
import { maintenanceCommands } from './maintenance.ts'
import { readCommands } from './reads.ts'
import { replicaSetCommands } from './replica-set.ts'
import { searchIndexCommands } from './search-indexes.ts'
import { statusCommands } from './server-status.ts'
import { sessionCommands } from './sessions.ts'
import { isStable } from './stable-api.ts'
import { testCommands } from './test-commands.ts'
import { writeCommands } from './writes.ts'

/** Every command. Any other name gets CommandNotFound. */
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
  ...statusCommands,
  ...operationCommands,
  ...maintenanceCommands,
  ...accessCommands,
  ...replicaSetCommands,
  ...searchIndexCommands,
  ...testCommands,
  ...explainCommands,
  ...bulkWriteCommands,
  listCommands: { known: [], run: listCommands },
}

function listCommands({ server }: Context): { fields: Document } {
  const commands: Document = {}
  for (const [name, command] of Object.entries(allCommands)) {
    if (command.testOnly && !server.testCommands) continue
    commands[name] = {
      help: '',
      requiresAuth: false,
      secondaryOk: true,
      adminOnly: command.adminOnly ?? false,
      apiVersions: isStable(name) ? ['1'] : [],
      deprecatedApiVersions: [],
    }
  }
  return { fields: { commands } }
}
