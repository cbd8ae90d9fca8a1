import { out, type Protection } from './protection.ts'

const DATABASE = 'shared/runtime/database/connection.ts'

/** Rows 39 to 49 of docs/trust.md: consistency and faults. */
export const FAULT_PROTECTIONS: readonly Protection[] = [
  out(
    39,
    'the unique index on likes',
    'domains/reactions/model.ts',
    '.index({ user: 1, reel: 1 }, { unique: true })',
    '.index({ user: 1, reel: 1 })',
  ),
  out(
    39,
    'counting only what was inserted',
    'domains/reactions/reacting.ts',
    '  if (upsertedCount === 0) return reel\n',
  ),
  out(
    40,
    'leaving a counter alone that moves',
    'domains/upkeep/recount.ts',
    'ReelModel.updateOne({ _id, ...counted }',
    'ReelModel.updateOne({ _id }',
  ),
  out(
    41,
    'the Idempotency-Key',
    'shared/http/carry-out.ts',
    'key === undefined || !idempotent || !call.viewer',
    'true',
  ),
  out(
    42,
    'taking back a like that came too late',
    'domains/reactions/reacting.ts',
    'else await MODELS[counter].deleteOne(pair)',
    '',
  ),
  out(
    42,
    'removing the likes of a reel',
    'domains/deletion/reels.ts',
    '  await removeReactionsTo(reel._id)\n  if (video)',
    '  if (video)',
  ),
  out(
    43,
    'forgetting a failed connection',
    DATABASE,
    '      if (connecting === attempt) connecting = undefined\n',
  ),
  out(
    44,
    'the time-out of a command',
    DATABASE,
    'socketTimeoutMS: commandMilliseconds',
    'socketTimeoutMS: 0',
  ),
  out(44, 'leaving old connections', DATABASE, '    maxIdleTimeMS: 60_000,\n'),
  out(45, 'telling load from a fault of ours', DATABASE, '  462, // IngressRequestRateLimitExceeded\n'),
  out(
    45,
    'giving up after three attempts',
    'functions/reels/update-reel.ts',
    'const MAX_ATTEMPTS = 3',
    'const MAX_ATTEMPTS = 300',
  ),
  out(46, 'one connection for all', DATABASE, 'if (!connecting) {', 'if (true) {'),
  out(46, 'the size of the pool', DATABASE, 'maxPoolSize: database.poolSize', 'maxPoolSize: 100'),
  out(
    47,
    'noting a video before its reel is deleted',
    'domains/deletion/reels.ts',
    '  if (video) await scheduleDeletion(video._id, ',
    '  if (false) await scheduleDeletion(video._id, ',
  ),
  {
    row: 48,
    without: 'waiting for the commit before a write is acknowledged',
    edits: [
      { file: 'packages/mongo-server/storage/store.ts', take: '      await group?.done\n', put: '' },
      {
        file: 'packages/mongo-server/storage/store.ts',
        take: 'setImmediate(flush)',
        put: 'setTimeout(flush, 20)',
      },
    ],
  },
  out(49, 'looking for the indexes', 'functions/service/get-health.ts', 'missing.length > 0', 'false'),
]
