// The files of a partner that are not published yet, in the database of the browser. They outlive a reload, so that an
// upload can be tried again with the same file. If the browser keeps nothing, the file has to be chosen again.
const DATABASE = 'reels.files'
const STORE = 'files'

export async function keepFile(key: string, file: File): Promise<void> {
  await inStore('readwrite', store => store.put(file, key)).catch(() => {})
}

export async function keptFile(key: string): Promise<File | null> {
  const found = await inStore('readonly', store => store.get(key)).catch(() => null)
  return found instanceof File ? found : null
}

export async function forgetFile(key: string): Promise<void> {
  await inStore('readwrite', store => store.delete(key)).catch(() => {})
}

/** Forgets all files whose keys begin with an account. */
export async function forgetFilesOf(accountId: string): Promise<void> {
  const all = IDBKeyRange.bound(`${accountId}.`, `${accountId}.\uffff`)
  await inStore('readwrite', store => store.delete(all)).catch(reportError)
}

async function inStore(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const opening = indexedDB.open(DATABASE, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  await settled(opening)
  const database = opening.result
  try {
    return await settled(ask(database.transaction(STORE, mode).objectStore(STORE)))
  } finally {
    database.close()
  }
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
  return promise
}
