import { MongoError } from '../../language/values/errors.ts'
import type { Command, Commands } from '../context/context.ts'

/** The message of a mongod without Atlas Search. Drivers look for the word "Atlas". */
export const SEARCH_NOT_ENABLED =
  'Search indexes need Atlas Search, which this server does not have. Connect to Atlas or to a local deployment of the Atlas CLI to use them.'

const refused: Command = {
  run() {
    throw new MongoError(31082, SEARCH_NOT_ENABLED)
  },
}

export const searchIndexCommands: Commands = {
  createSearchIndexes: refused,
  updateSearchIndex: refused,
  dropSearchIndex: refused,
}
