import dns from 'node:dns'
import { createRequire } from 'node:module'
import { build, type Plugin } from 'esbuild'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'

// The original packages, next to what a packaged function has instead.

interface Driver {
  ConnectionString: new (
    uri: string,
  ) => URL & { hosts: string[]; isSRV: boolean; redact(): { toString(): string } }
  parseOptions(uri: string): Record<string, unknown>
  resolveSRVRecord(options: Record<string, unknown>): Promise<unknown[]>
  keySupport: boolean[]
  version: string
  saslprep(text: string): string
  http: typeof import('node:http')
  crypto: typeof import('node:crypto')
}

const require = createRequire(import.meta.url)
const ENTRY = `
  exports.ConnectionString = require('mongodb-connection-string-url').ConnectionString
  const { parseOptions, resolveSRVRecord } = require('mongodb/lib/connection_string')
  Object.assign(exports, { parseOptions, resolveSRVRecord })
  exports.keySupport = [
    require('jsonwebtoken/lib/asymmetricKeyDetailsSupported'),
    require('jsonwebtoken/lib/rsaPssKeyDetailsSupported'),
    require('jsonwebtoken/lib/psSupported'),
  ]
  exports.version = require('mongoose').version
  exports.saslprep = require('@mongodb-js/saslprep').saslprep
  exports.http = require('http')
  exports.crypto = require('node:crypto')`

async function bundled(plugins: Plugin[]): Promise<{ driver: Driver; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    external: ['@aws-sdk/*', '@smithy/*'],
    plugins,
  })
  const module: { exports: Driver } = { exports: Object.create(null) }
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(module, module.exports, require)
  return { driver: module.exports, inputs: Object.keys(metafile.inputs) }
}

let original: Driver
let packaged: Driver
let packagedInputs: string[]
beforeAll(async () => {
  const [before, after] = await Promise.all([bundled([]), bundled(require('./esbuild-plugins.cjs'))])
  original = before.driver
  packaged = after.driver
  packagedInputs = after.inputs
}, 180_000)
afterEach(() => {
  vi.restoreAllMocks()
})

const ADDRESSES = [
  'mongodb://127.0.0.1:27027/reels?directConnection=true',
  'mongodb://localhost',
  'mongodb://[::1]:27017,[fe80::1]/reels',
  'mongodb://a.example.net:27017,b.example.net:27018,c.example.net/reels?replicaSet=rs0&w=majority&tls=true',
  'mongodb://ana:p%40ss%2Fword%3A%C3%A9@a.example.net,b.example.net/reels?authSource=admin&retryWrites=false',
  'mongodb://ana@a.example.net/?authMechanism=MONGODB-X509&tls=true',
  'mongodb+srv://ana:secret@cluster0.abcde.mongodb.net/reels?retryWrites=true&w=majority&appName=Cluster0',
  'mongodb+srv://cluster0.abcde.mongodb.net',
  'mongodb://a.example.net/?readPreference=secondary&readPreferenceTags=dc:ny,rack:1&readPreferenceTags=',
  'mongodb://a.example.net/?READPREFERENCE=nearest&maxpoolsize=7&compressors=zlib,zstd&zlibCompressionLevel=3',
  'mongodb://a.example.net/caf%C3%A9?appName=caf%C3%A9%20%2B+x&connectTimeoutMS=1000',
  'mongodb://%2Ftmp%2Fmongodb-27017.sock/reels',
  'mongodb://ana%40EXAMPLE.NET@a.example.net:27017/?authMechanismProperties=SERVICE_NAME:other&authMechanism=GSSAPI',
  'mongodb://b%C3%BCcher.example/reels',
  'mongodb://bücher.example/reels',
  'mongodb://a.example.net/#fragment',
]

const REFUSED = [
  '',
  'localhost:27017',
  'http://a.example.net',
  'mongodb://',
  'mongodb://@a.example.net',
  'mongodb://ana:pass@word@a.example.net/reels',
  'mongodb://ana:%zz@a.example.net/reels',
  'mongodb+srv://a.example.net,b.example.net/reels',
  'mongodb+srv://a.example.net:27017/reels',
  'mongodb://a.example.net:not-a-port/reels',
  'mongodb://a.example.net/?unknownOption=1',
  'mongodb://a.example.net/?w=1&w=2',
]

function readBy({ ConnectionString, parseOptions }: Driver, address: string): unknown {
  try {
    const url = new ConnectionString(address)
    const { hosts, isSRV, protocol, username, password, pathname, search, hash } = url
    return {
      ...{ hosts, isSRV, protocol, username, password, pathname, search, hash },
      text: url.toString(),
      redacted: url.redact().toString(),
      parameters: [...url.searchParams],
      anyCase: url.searchParams.get('WRITECONCERN') ?? url.searchParams.get('APPNAME'),
      options: optionsOf(parseOptions(address)),
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { refused: error.name, message: error.message }
  }
}

// Functions are the same code on both sides, but different copies.
function optionsOf(options: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify({ ...options, mongoLogger: undefined, metadata: undefined }))
}

describe('a packaged function', () => {
  it.each(ADDRESSES)('reads %s as the driver does', address => {
    const read = readBy(packaged, address)
    expect(read).not.toHaveProperty('refused')
    expect(read).toEqual(readBy(original, address))
  })

  it.each(REFUSED)('refuses the address %j as the driver does', address => {
    const refusal = readBy(packaged, address)
    expect(refusal).toHaveProperty('refused')
    expect(refusal).toEqual(readBy(original, address))
  })

  it('finds the servers and the options behind mongodb+srv as the driver does', async () => {
    const servers = ['a', 'b'].map((name, n) => ({
      name: `${name}.abcde.mongodb.net`,
      ...{ port: 27_017 + n, priority: 0, weight: 0 },
    }))
    const texts = [['authSource=admin&replicaSet=rs0']]
    vi.spyOn(dns.promises, 'resolve').mockImplementation(async (_name, type) =>
      type === 'SRV' ? servers : texts,
    )
    const uri = 'mongodb+srv://ana:secret@cluster0.abcde.mongodb.net/reels'
    const find = async (driver: Driver) => {
      const options = driver.parseOptions(uri)
      const hosts = (await driver.resolveSRVRecord(options)).map(String)
      return { hosts, replicaSet: options['replicaSet'], options: optionsOf(options) }
    }
    const found = await find(packaged)
    expect(found).toMatchObject({
      hosts: ['a.abcde.mongodb.net:27017', 'b.abcde.mongodb.net:27018'],
      replicaSet: 'rs0',
    })
    expect(found).toEqual(await find(original))
  })

  it('answers what its libraries ask about Node, and knows their versions', () => {
    expect(packaged.keySupport).toEqual([true, true, true])
    expect(packaged.keySupport).toEqual(original.keySupport)
    expect(packaged.version).toBe(original.version)
  })

  it.each([
    '',
    'nine-green-ladders',
    ` !"#$%&'()*+,-./09:;<=>?@AZ[\\]^_\`az{|}~`,
    'I\u00adX',
    'caf\u00e9',
    'cafe\u0301',
    'a\u00a0b',
    '\u2168',
    '\u0007',
    'tab\t',
    '\u007f',
    '\u0627\u0031',
    '\u0221',
  ])('prepares the password %j as RFC 4013 asks, like the driver', password => {
    const prepare = ({ saslprep }: Driver): string => {
      try {
        return saslprep(password)
      } catch (error) {
        return `refused: ${error}`
      }
    }
    expect(prepare(packaged)).toBe(prepare(original))
  })

  it('has every export of http', () => {
    expect(Object.keys(packaged.http)).toEqual(Object.keys(original.http))
    expect(packaged.http.STATUS_CODES[404]).toBe('Not Found')
    expect(packaged.http.request).toBe(original.http.request)
  })

  it('has every export of crypto', () => {
    expect(Object.keys(packaged.crypto)).toEqual(Object.keys(original.crypto))
    expect(packaged.crypto.createHash('sha256').update('reel').digest('hex')).toBe(
      original.crypto.createHash('sha256').update('reel').digest('hex'),
    )
  })

  it('contains none of the packages that were replaced', () => {
    expect(
      packagedInputs.filter(file => /\/(whatwg-url|tr46|webidl-conversions|semver)\//.test(file)),
    ).toEqual([])
  })
})
