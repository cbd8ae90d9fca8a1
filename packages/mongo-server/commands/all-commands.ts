import type { Document } from '../language/values/bson.ts'
import { aggregateCommands } from './aggregation/aggregate.ts'
import { collectionCommands } from './collections/collections.ts'
import { maintenanceCommands } from './collections/maintenance.ts'
import { accessCommands } from './connecting/access-control.ts'
import { handshakeCommands } from './connecting/handshake.ts'
import { replicaSetCommands } from './connecting/replica-set.ts'
import { isStable } from './connecting/stable-api.ts'
import type { Commands, Context } from './context/context.ts'
import { operationCommands } from './diagnostics/current-op.ts'
import { diagnosticCommands } from './diagnostics/diagnostics.ts'
import { statusCommands } from './diagnostics/server-status.ts'
import { explainCommands } from './explain.ts'
import { indexCommands } from './indexes/indexes.ts'
import { searchIndexCommands } from './indexes/search-indexes.ts'
import { readCommands } from './reading/reads.ts'
import { sessionCommands } from './sessions/sessions.ts'
import { testCommands } from './test-commands.ts'
import { bulkWriteCommands } from './writing/bulk-write.ts'
import { findAndModifyCommands } from './writing/find-and-modify.ts'
import { writeCommands } from './writing/writes.ts'

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
