import { Long, ObjectId } from 'bson'
import type { Document } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import type { Commands, Context, Reply, Server } from '../context/context.ts'
import { REPLICA_SET } from './handshake.ts'

const REPLICA_SET_ID = new ObjectId()

const ONE_MEMBER = 'the set of this server has one member, and that does not change'

export const replicaSetCommands: Commands = {
  replSetGetStatus: { known: ['initialSync'], adminOnly: true, run: status },
  replSetGetConfig: {
    known: ['commitmentStatus'],
    adminOnly: true,
    run: ({ server, arguments: parsed }) => ({
      fields: {
        config: replicaSetConfiguration(server),
        ...(parsed.boolean('commitmentStatus') ? { commitmentStatus: true } : {}),
      },
    }),
  },
  ...refused('replSetInitiate', 'AlreadyInitialized', 'already initialized'),
  ...refused('replSetReconfig', 'CommandNotSupported', ONE_MEMBER),
  ...refused('replSetStepDown', 'CommandNotSupported', ONE_MEMBER),
  ...refused('replSetFreeze', 'CommandNotSupported', ONE_MEMBER),
  ...refused('replSetSyncFrom', 'CommandNotSupported', ONE_MEMBER),
  ...refused(
    'setDefaultRWConcern',
    'CommandNotSupported',
    'the default concerns cannot be changed on this server',
  ),
  getDefaultRWConcern: {
    known: ['inMemory'],
    adminOnly: true,
    run: ({ server, arguments: parsed }) => ({
      fields: {
        defaultReadConcern: { level: 'local' },
        // MongoDB's is "majority": here a write waits for the disk only if it asks for it.
        defaultWriteConcern: { w: 1, wtimeout: 0 },
        defaultWriteConcernSource: 'implicit',
        defaultReadConcernSource: 'implicit',
        localUpdateWallClockTime: server.startedAt,
        ...(parsed.boolean('inMemory') ? { inMemory: true } : {}),
      },
    }),
  },
}

/** The configuration of the set, whose one member is this server. */
export function replicaSetConfiguration(server: Server): Document {
  return {
    _id: REPLICA_SET,
    version: 1,
    term: Long.ONE,
    members: [
      {
        _id: 0,
        host: `${server.host}:${server.port}`,
        arbiterOnly: false,
        buildIndexes: true,
        hidden: false,
        priority: 1,
        tags: {},
        secondaryDelaySecs: Long.ZERO,
        votes: 1,
      },
    ],
    protocolVersion: Long.ONE,
    writeConcernMajorityJournalDefault: true,
    settings: {
      chainingAllowed: true,
      heartbeatIntervalMillis: 2000,
      heartbeatTimeoutSecs: 10,
      electionTimeoutMillis: 10_000,
      catchUpTimeoutMillis: -1,
      catchUpTakeoverDelayMillis: 30_000,
      getLastErrorModes: {},
      getLastErrorDefaults: { w: 1, wtimeout: 0 },
      replicaSetId: REPLICA_SET_ID,
    },
  }
}

function status({ server }: Context): Reply {
  const ts = server.clock.now()
  const optime = { ts, t: Long.ONE }
  const optimeDate = new Date(ts.t * 1000)
  return {
    fields: {
      set: REPLICA_SET,
      date: new Date(),
      myState: 1,
      term: Long.ONE,
      syncSourceHost: '',
      syncSourceId: -1,
      heartbeatIntervalMillis: Long.fromNumber(2000),
      majorityVoteCount: 1,
      writeMajorityCount: 1,
      votingMembersCount: 1,
      writableVotingMembersCount: 1,
      optimes: {
        lastCommittedOpTime: optime,
        lastCommittedWallTime: optimeDate,
        appliedOpTime: optime,
        durableOpTime: optime,
        lastAppliedWallTime: optimeDate,
        lastDurableWallTime: optimeDate,
      },
      members: [
        {
          _id: 0,
          name: `${server.host}:${server.port}`,
          health: 1,
          state: 1,
          stateStr: 'PRIMARY',
          uptime: Math.floor((Date.now() - server.startedAt.getTime()) / 1000),
          optime,
          optimeDate,
          syncSourceHost: '',
          syncSourceId: -1,
          infoMessage: '',
          electionDate: server.startedAt,
          configVersion: 1,
          configTerm: 1,
          self: true,
          lastHeartbeatMessage: '',
        },
      ],
    },
  }
}

function refused(name: string, code: 'AlreadyInitialized' | 'CommandNotSupported', why: string): Commands {
  return {
    [name]: {
      adminOnly: true,
      run() {
        throw new MongoError(code, why)
      },
    },
  }
}
