/** The verifier of Sigstore, which was written for its own log: reads our checkpoints and checks our proofs of events. */
import { createHash, createPublicKey } from 'node:crypto'
import { createRequire } from 'node:module'
import { options, tell } from './pipe.js'

const require = createRequire(import.meta.url)
const { verifyCheckpoint } = require('@sigstore/verify/dist/tlog/checkpoint.js')
const { verifyMerkleInclusion } = require('@sigstore/verify/dist/tlog/merkle.js')

const SPKI_OF_ED25519 = Buffer.from('302a300506032b6570032100', 'hex')

/** A log as Sigstore's trusted roots name it, from a verifier's key NAME+ID+KEY; the id is reckoned and not believed. */
function logOf(text) {
  const [, name, , encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text)
  const key = Buffer.from(encoded, 'base64')
  const logID = createHash('sha256').update(`${name}\n`).update(key).digest()
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI_OF_ED25519, key.subarray(1)]), format: 'der', type: 'spki' })
  return { logID, publicKey, baseURL: `https://${name}` }
}

/** An entry as Sigstore's bundles hold it, from a .tlog-proof and the bytes of the event. */
function entryOf(proof, event) {
  const end = proof.indexOf('\n\n')
  const [, index, ...hashes] = proof.slice(0, end).split('\n')
  return {
    canonicalizedBody: event,
    inclusionProof: {
      logIndex: index.replace('index ', ''),
      hashes: hashes.map((hash) => Buffer.from(hash, 'base64')),
      checkpoint: { envelope: proof.slice(end + 2) }
    }
  }
}

function checked({ proof, event, key }) {
  const entry = entryOf(proof, Buffer.from(event))
  try {
    const checkpoint = verifyCheckpoint(entry, [logOf(key)])
    verifyMerkleInclusion(entry, checkpoint)
    return `${checkpoint.origin}: ${checkpoint.logSize}`
  } catch (error) {
    return error.message
  }
}

tell('checked', { found: options.checks.map(checked) })
