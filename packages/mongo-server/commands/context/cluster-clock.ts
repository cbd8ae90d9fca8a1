import { Binary, Long, Timestamp } from 'bson'
import type { Document } from '../../language/values/bson.ts'

export interface ClusterClock {
  now(): Timestamp
  tick(): Timestamp
  gossip(): Document
}

/** The logical time of the replica set: grows with each write, and never runs behind the wall clock. */
export function startClock(): ClusterClock {
  let seconds = Math.floor(Date.now() / 1000)
  let increment = 1
  let current = new Timestamp({ t: seconds, i: increment })
  // Without authentication the real server signs with a zero key as well.
  const signature = { hash: new Binary(new Uint8Array(20)), keyId: Long.ZERO }
  return {
    now: () => current,
    tick() {
      const wall = Math.floor(Date.now() / 1000)
      if (wall > seconds) {
        seconds = wall
        increment = 1
      } else increment++
      current = new Timestamp({ t: seconds, i: increment })
      return current
    },
    gossip: () => ({
      $clusterTime: { clusterTime: current, signature },
      operationTime: current,
    }),
  }
}
