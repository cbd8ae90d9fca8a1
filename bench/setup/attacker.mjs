// Tries a password on one account after the other, with as many connections as its second parameter says, from an address
// of its own, until it is ended. Tells its parent the status of every answer.
import { Agent, request } from 'node:http'

const [apiUrl, connections] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, localAddress: '127.0.0.2', maxSockets: Number(connections) })
const target = new URL('/auth/users/login', apiUrl)
const headers = { 'content-type': 'application/json' }
let next = 0

function tryOne() {
  next += 1
  const sent = request(target, { method: 'POST', agent, headers }, response => {
    response.resume().once('end', () => {
      process.send(response.statusCode)
      tryOne()
    })
  })
  // The server may close a connection; another one takes its place.
  sent.once('error', tryOne)
  sent.end(JSON.stringify({ email: `victim-${next}@example.com`, password: 'eight-blue-ladders' }))
}

process.once('disconnect', () => process.exit())
for (let n = 0; n < Number(connections); n += 1) tryOne()
