/** The npm client graphql-sse in its default mode: one connection for each operation. */
import { createClient } from 'graphql-sse'
import { obey, options, sinkOf, tell } from './pipe.js'

let cut

const client = createClient({
  url: options.url,
  headers: options.token ? { authorization: `Bearer ${options.token}` } : {},
  retryAttempts: options.retries ?? 5,
  retry: () => new Promise((resolve) => setTimeout(resolve, options.waitMs ?? 0)), // not for a random time
  // Every stream can be torn from below, as a proxy would do it.
  async fetchFn(url, request) {
    const answer = await fetch(url, request)
    if (!answer.ok) return answer
    const reader = answer.body.getReader()
    const body = new ReadableStream({
      start(stream) {
        cut = async () => {
          stream.error(new Error('cut'))
          await reader.cancel()
        }
      },
      async pull(stream) {
        const { done, value } = await reader.read().catch(() => ({ done: true }))
        if (done) stream.close()
        else stream.enqueue(value)
      },
      cancel: () => reader.cancel()
    })
    return new Response(body, answer)
  },
  on: { connected: (wasRetry) => tell('connected', { wasRetry }) }
})

const stops = {}

await obey({
  subscribe({ id, payload }) {
    stops[id] = client.subscribe(payload, sinkOf(id, payload))
  },
  abort: ({ id }) => stops[id](),
  cut: () => cut()
})
client.dispose()
