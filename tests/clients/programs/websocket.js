/** The npm client graphql-ws, with the settings its README recommends for a client that is to survive cuts. */
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { obey, options, sinkOf, tell } from './pipe.js'

let socket
let isDeaf
let operations = 0

/** A socket that connects and says nothing. */
class Mute extends WebSocket {
  send() {}
}

/** A socket that names no subprotocol. */
class Plain extends WebSocket {
  constructor(url) {
    super(url)
  }
}

const client = createClient({
  url: options.url,
  webSocketImpl: { mute: Mute, plain: Plain }[options.socket] ?? WebSocket,
  generateID: () => `operation-${++operations}`,
  connectionParams: options.token ? { authorization: `Bearer ${options.token}` } : undefined,
  retryAttempts: options.retries ?? 5,
  retryWait: () => new Promise((resolve) => setTimeout(resolve, options.waitMs ?? 0)), // not for a random time
  shouldRetry: () => true,
  keepAlive: options.keepAliveMs ?? 0,
  on: {
    connected: (opened, _, wasRetry) => {
      socket = opened
      tell('connected', { wasRetry })
    },
    // Who pings and hears nothing for five seconds is cut off without knowing it.
    ping: (received) => {
      if (!received) isDeaf = setTimeout(() => client.terminate(), 5000)
    },
    pong: (received, payload) => {
      if (!received) return
      clearTimeout(isDeaf)
      tell('pong', { payload })
    },
    closed: ({ code, reason }) => tell('closed', { code, reason })
  }
})

const stops = {}

await obey({
  subscribe({ id, payload }) {
    stops[id] = client.subscribe(payload, sinkOf(id, payload))
  },
  complete: ({ id }) => stops[id](),
  cut: () => socket.terminate(), // as when the cable is pulled: no goodbye
  say: ({ text }) => socket.send(text)
})
await client.dispose()
