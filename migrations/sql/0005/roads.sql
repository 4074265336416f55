-- Roads of one OpenStreetMap extract, cut at their crossings, as pgRouting walks them: times in seconds, negative where a one-way road
-- forbids it. They belong to no election and are replaced as a whole.
CREATE TABLE road_networks (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  loaded_at timestamptz NOT NULL,
  node_count integer NOT NULL,
  edge_count integer NOT NULL
);
CREATE TABLE road_nodes (
  id bigint PRIMARY KEY,
  -- Nodes of one component can all be reached from each other, one-way roads taken both ways.
  component integer NOT NULL,
  point geometry(Point, 4326) NOT NULL
);
CREATE INDEX road_nodes_point ON road_nodes USING gist (point);
CREATE TABLE road_edges (
  id bigint PRIMARY KEY,
  source bigint NOT NULL,
  target bigint NOT NULL,
  road_class text COLLATE "C" NOT NULL,
  length_m double precision NOT NULL,
  forward_s double precision NOT NULL,
  backward_s double precision NOT NULL,
  line geometry(LineString, 4326) NOT NULL
);
CREATE INDEX road_edges_line ON road_edges USING gist (line);
GRANT SELECT, INSERT, DELETE ON road_networks, road_nodes, road_edges TO silog_app;
