import { describe, expect, it } from 'vitest'
import { faultOfDatabaseAddress, isEncrypted } from './encrypted-addresses.ts'

const NEEDS_TLS = 'needs mongodb+srv:// or tls=true'
const TURNED_OFF = 'must not turn TLS off'
const unchecked = (option: string) => `must not turn off the checks of TLS with ${option}`

describe('the address of a database', () => {
  it.each([
    'mongodb+srv://reels:secret@cluster0.abcde.mongodb.net/reels?retryWrites=true&w=majority',
    'mongodb+srv://cluster0.abcde.mongodb.net',
    'mongodb+srv://cluster0.abcde.mongodb.net/reels?tls=true',
    'mongodb://reels:secret@one.example.net:27017,two.example.net/reels?tls=true&replicaSet=rs0',
    'mongodb://one.example.net/?ssl=true',
    'mongodb://one.example.net/?tls=true&tlsInsecure=false',
    // On this machine.
    'mongodb://127.0.0.1:27017/reels?replicaSet=rs0',
    'mongodb://localhost,127.0.0.2:27018,[::1]:27019/reels',
  ])('may be %s', uri => {
    expect(faultOfDatabaseAddress(uri)).toBeNull()
  })

  it.each([
    ['mongodb://one.example.net/reels', NEEDS_TLS],
    ['mongodb://reels:p%40ss@one.example.net:27017', NEEDS_TLS],
    ['mongodb://127.0.0.1@one.example.net/reels', NEEDS_TLS],
    ['mongodb://localhost,one.example.net/reels', NEEDS_TLS],
    ['mongodb://localhost.example.net/reels', NEEDS_TLS],
    ['mongodb://10.0.0.7/reels', NEEDS_TLS],
    ['mongodb+srv://cluster0.abcde.mongodb.net/?tls=false', TURNED_OFF],
    ['mongodb+srv://cluster0.abcde.mongodb.net/?ssl=false', TURNED_OFF],
    ['mongodb+srv://cluster0.abcde.mongodb.net?TLS=False', TURNED_OFF],
    ['mongodb://one.example.net/?tls=true&tls=false', TURNED_OFF],
    ['mongodb+srv://cluster0.abcde.mongodb.net/?tlsInsecure=true', unchecked('tlsinsecure')],
    [
      'mongodb+srv://cluster0.abcde.mongodb.net/?tlsAllowInvalidCertificates=true',
      unchecked('tlsallowinvalidcertificates'),
    ],
    ['mongodb://one.example.net/?tls=true&tlsAllowInvalidHostnames=1', unchecked('tlsallowinvalidhostnames')],
    ['https://one.example.net', 'is not a connection string of MongoDB'],
    ['mongodb.example.net', 'is not a connection string of MongoDB'],
  ])('must not be %s', (uri, fault) => {
    expect(faultOfDatabaseAddress(uri)).toBe(fault)
  })
})

describe('the address of a service', () => {
  it('is encrypted if it begins with https, or is on this machine', () => {
    for (const url of ['https://ik.imagekit.io/reels', 'http://localhost:4010/local', 'http://127.0.0.1:1'])
      expect(isEncrypted(url), url).toBe(true)
    for (const url of ['http://ik.imagekit.io', 'ftp://files.example', 'http://localhost.example', 'nowhere'])
      expect(isEncrypted(url), url).toBe(false)
  })
})
