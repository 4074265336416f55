/** Relay's own runtime on the compiled project: asks, pages, refetches, follows and acts through one store, and prints what it holds. */
import { createRequire } from 'node:module'
import runtime from 'relay-runtime'
import { options } from './pipe.js'

const { commitMutation, createOperationDescriptor, fetchQuery, getRequest, getSingularSelector, requestSubscription } = runtime
const artifact = (name) => createRequire(options.project)(`./artifacts/${name}.graphql.js`)
const asked = []

/** Every answer that passes by, since Relay throws where a query's has errors and is silent where a mutation's has. */
const { fetch } = globalThis
globalThis.fetch = async (...request) => {
  const answer = await fetch(...request)
  if (answer.headers.get('content-type').startsWith('application/')) {
    asked.push({ status: answer.status, errors: (await answer.clone().json()).errors ?? [] })
  }
  return answer
}

const { environment, events } = await import(options.environment)

const get = (name, variables = {}) => fetchQuery(environment, artifact(name), variables).toPromise()

/** What a component with this fragment would be given, from the store. */
function read(name, key) {
  const { data, isMissingData } = environment.lookup(getSingularSelector(artifact(name), key))
  if (isMissingData) throw new Error(`the store lacks data for ${name}`)
  return data
}

/** What the query's component is given; kept in the store from now on. */
function root(name, variables) {
  const operation = createOperationDescriptor(getRequest(artifact(name)), variables)
  environment.retain(operation)
  return environment.lookup(operation.fragment).data
}

/** The list with everything that was paged so far: Relay appends to the connection in its store. */
function list(variables) {
  return read('BoxList_query', root('BoxListQuery', variables)).boxes
}

const wanted = { filter: { region: '21.03' } }
const found = {}

const { summary } = await get('BoxListQuery', wanted)
found.summary = summary
found.first = list(wanted).edges.map(({ node }) => node.code)
await get('BoxListPaginationQuery', { ...wanted, count: 4, cursor: list(wanted).pageInfo.endCursor })
found.second = list(wanted).edges.map(({ node }) => node.code)
found.total = list(wanted).totalCount

const { id } = list(wanted).edges.find(({ node }) => node.code === options.box).node
await get('BoxPanelQuery', { id })
await get('BoxPanelRefetchQuery', { id })
const panel = read('BoxPanel_box', root('BoxPanelQuery', { id }).node.box)
found.panel = { code: panel.code, state: panel.state, station: panel.station.name, region: panel.station.region.code }
const scans = () => read('CustodyLine_box', panel).scans
while (scans().pageInfo.hasNextPage) await get('CustodyLinePaginationQuery', { id, count: 2, cursor: scans().pageInfo.endCursor })
found.scans = scans().edges.map(({ node }) => node.occurredAt)

found.batch = await new Promise((resolve, reject) => {
  requestSubscription(environment, { subscription: artifact('FeedSubscription'), variables: {}, onNext: resolve, onError: reject })
})

const input = { positions: [options.position] }
found.reported = await new Promise((resolve, reject) => {
  commitMutation(environment, { mutation: artifact('PositionsMutation'), variables: { input }, onCompleted: resolve, onError: reject })
})

events.dispose()
process.stdout.write(JSON.stringify({ ...found, asked }) + '\n')
process.exit()
