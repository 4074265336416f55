// PostGraphile 5 on the bench's database: node server.mjs PORT SOCKET_FOLDER DATABASE [SCOPE]
//
// As its makers recommend it for production: the Amber preset, no watching, no GraphiQL, no explaining. It connects as the owner, so
// row-level security costs it nothing. With a scope it connects as the product does, whom row-level security binds, and each request says
// whose rows it sees as its makers describe it: by a setting of its transaction.
import { createServer } from "node:http"
import { makePgService } from "postgraphile/adaptors/pg"
import { grafserv } from "postgraphile/grafserv/node"
import { PostGraphileAmberPreset } from "postgraphile/presets/amber"
import { jsonPgSmartTags } from "postgraphile/utils"
import { postgraphile } from "postgraphile"

const [port, host, database, scope] = process.argv.slice(2)
const user = scope ? "silog_app" : "silog_owner"
const pgSettings = scope && (() => ({ "silog.scope": scope }))

// A name of its own for boxes, since PostgreSQL's type `box` takes theirs; relations that no foreign key declares, and orders that no index of one column allows.
const tags = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      "public.boxes": {
        tags: { name: "ballot_boxes", foreignKey: "(election_id, last_scan_id) references public.scans (election_id, id)|@fieldName lastScan|@behavior -backwards" },
      },
      "public.scans": {
        tags: { foreignKey: "(election_id, box_code) references public.boxes (election_id, code)|@foreignFieldName scans" },
        attribute: { occurred_at: { tags: { behavior: "+orderBy" } } },
      },
    },
    constraint: {
      "public.boxes.boxes_station_known": { tags: { fieldName: "station" } },
      "public.boxes.boxes_region_code_fkey": { tags: { fieldName: "region" } },
      "public.regions.regions_parent_known": { tags: { fieldName: "parent" } },
      "public.findings.findings_scan_known": { tags: { foreignFieldName: "findings", behavior: "+list" } },
    },
  },
})

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [tags],
  pgServices: [makePgService({ poolConfig: { host, database, user, max: 8 }, schemas: ["public", "peer"], pgSettings })],
  grafserv: { watch: false, graphiql: false, websockets: false },
  grafast: { explain: false },
})
const server = createServer()
const serving = instance.createServ(grafserv)
await serving.addTo(server)
await instance.getSchema()
server.listen(Number(port), "127.0.0.1")
