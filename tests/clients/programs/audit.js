/** The audit suite of graphql-http: prints each audit's name and how it ended. */
import { auditServer } from 'graphql-http'
import { options } from './pipe.js'

const results = await auditServer({ url: options.url, fetchFn: fetch })
const told = results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))
process.stdout.write(JSON.stringify(told) + '\n')
