/** How the tests speak to these programs: one JSON value per line, commands in, what happened out. */
import { createInterface } from 'node:readline'

export const options = JSON.parse(process.argv[2] ?? '{}')

export function tell(on, what = {}) {
  process.stdout.write(JSON.stringify({ on, ...what }) + '\n')
}

/** Obey commands until the tests close the pipe. `acts` has one function for each value of `do`. */
export async function obey(acts) {
  tell('ready')
  for await (const line of createInterface({ input: process.stdin })) {
    const { do: act, ...rest } = JSON.parse(line)
    await acts[act](rest)
  }
}

/** A sink as both subscription clients take it, which remembers the feed's cursor in the variables it was given. */
export function sinkOf(id, payload) {
  return {
    next(value) {
      const cursor = value.data?.liveFeed?.cursor
      if (cursor) payload.variables = { ...payload.variables, since: cursor }
      tell('next', { id, value })
    },
    error: (error) => tell('error', { id, ...told(error) }),
    complete: () => tell('complete', { id })
  }
}

function told(error) {
  if (Array.isArray(error)) return { errors: error }
  return { message: String(error.message ?? ''), code: error.code, reason: error.reason, status: error.response?.status }
}
