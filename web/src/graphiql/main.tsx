import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { createClient } from 'graphql-ws';
import { createRoot } from 'react-dom/client';
import './page.css';
import { EXAMPLES } from './examples';

/** The API's own page at /graphql: everything it loads is ours, and it asks as whoever is signed in. */
const fetcher = createGraphiQLFetcher({
  url: '/graphql',
  wsClient: createClient({ url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql` }),
});

createRoot(document.getElementById('graphiql')!).render(
  <GraphiQL fetcher={fetcher} defaultTabs={EXAMPLES.map((query) => ({ query }))} defaultEditorToolsVisibility="variables">
    <GraphiQL.Logo>
      <a href="/" className="home">Silog Kepri</a>
    </GraphiQL.Logo>
  </GraphiQL>,
);
