import { defineConfig, mergeConfig } from 'vitest/config';
import build from './vite.config';

// A test that ends is right however long it took: where two processes test beside it on an old machine, seconds become many.
// Rules keep nothing between calls, so files share what they load: loading it again for each takes twice as long as all tests do.
export default mergeConfig(build, defineConfig({ test: { testTimeout: 60_000, isolate: false } }));
