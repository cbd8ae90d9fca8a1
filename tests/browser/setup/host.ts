import { createServer } from 'node:http'
import { inject, onTestFinished } from 'vitest'

export interface Host {
  url: string
  /** From now on it has the next version of the player: a file has another name, and the old name is gone. */
  update(): void
}

/** A host of the player of its own. A test can bring it a new version. */
export async function startHost(file: RegExp): Promise<Host> {
  let isUpdated = false
  const newName = 'assets/of-the-next-version.js'
  const worker = await (await fetch(`${inject('webUrl')}/sw.js`)).text()
  const oldName = file.exec(worker)?.[0]
  if (!oldName) throw new Error(`The player has no file ${file}`)
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').slice(1)
    const isGone = isUpdated && path === oldName
    const upstream = await fetch(`${inject('webUrl')}/${path === newName ? oldName : path}`)
    const body = await upstream.text()
    for (const name of ['content-type', 'content-security-policy'])
      response.setHeader(name, upstream.headers.get(name) ?? '')
    response.statusCode = isGone ? 404 : upstream.status
    response.end(isUpdated ? body.replaceAll(oldName, newName) : body)
  })
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return {
    url: `http://localhost:${typeof address === 'object' && address ? address.port : 0}`,
    update() {
      isUpdated = true
    },
  }
}
