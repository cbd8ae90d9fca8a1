import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A value in a form of React Native: text, or a file by its address. */
type Part = [name: string, value: string | { uri: string; name: string; type: string }]

/**
 * The network API of React Native, over real connections: answers without streams, forms that can only `append` and take
 * a file by its address, and requests that report the progress of an upload.
 */
export function reactNativeGlobals(send: typeof fetch) {
  const bodies = new WeakMap<object, Part[]>()
  return {
    AbortController,
    setTimeout,
    clearTimeout,
    fetch: async (...input: Parameters<typeof fetch>) => {
      const response = await send(...input)
      const { ok, status, headers } = response
      return { ok, status, headers, text: () => response.text(), json: () => response.json() }
    },
    FormData: function FormData() {
      const parts: Part[] = []
      const form = {
        append: (...part: Part) => {
          parts.push(part)
        },
      }
      bodies.set(form, parts)
      return form
    },
    XMLHttpRequest: function XMLHttpRequest() {
      return nativeRequest(form => bodies.get(form) ?? [])
    },
  }
}

const CHUNK_BYTES = 16 * 1024

// Ends like that of React Native: `load` after a success, and always `loadend`.
function nativeRequest(partsOf: (form: object) => Part[]) {
  const stopping = new AbortController()
  let target: [method: string, url: string] = ['GET', '']
  const xhr = {
    status: 0,
    responseText: '',
    upload: { onprogress: (_: { lengthComputable: boolean; loaded: number; total: number }) => {} },
    onload: () => {},
    onloadend: () => {},
    open(...to: typeof target) {
      target = to
    },
    abort: () => stopping.abort(),
    send(form: object) {
      // After a failure or an abort there is only `loadend`.
      const ignored = () => {}
      transfer(partsOf(form))
        .then(() => xhr.onload(), ignored)
        .finally(() => xhr.onloadend())
    },
  }
  async function transfer(parts: Part[]): Promise<void> {
    const [method, url] = target
    const boundary = 'react-native-boundary'
    const body = await multipart(parts, boundary)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const headers = {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': body.length,
    }
    const outgoing = request(url, { method, headers, signal: stopping.signal }, async incoming => {
      xhr.status = incoming.statusCode ?? 0
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk)
      xhr.responseText = Buffer.concat(chunks).toString()
      resolve()
    }).on('error', reject)
    const write = async () => {
      for (let sent = 0; sent < body.length && !outgoing.destroyed; sent += CHUNK_BYTES) {
        const chunk = body.subarray(sent, sent + CHUNK_BYTES)
        const failure = await new Promise(next => outgoing.write(chunk, next))
        if (failure) return
        xhr.upload.onprogress({ lengthComputable: true, loaded: sent + chunk.length, total: body.length })
      }
      outgoing.end()
    }
    await Promise.all([promise, write()])
  }
  return xhr
}

async function multipart(parts: Part[], boundary: string): Promise<Buffer> {
  const pieces = await Promise.all(
    parts.map(async ([name, value]) => {
      const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`
      if (typeof value === 'string') return [`${head}\r\n\r\n${value}\r\n`]
      const file = `${head}; filename="${basename(value.name)}"\r\ncontent-type: ${value.type}\r\n\r\n`
      return [file, await readFile(fileURLToPath(value.uri)), '\r\n']
    }),
  )
  return Buffer.concat([...pieces.flat(), `--${boundary}--\r\n`].map(piece => Buffer.from(piece)))
}
