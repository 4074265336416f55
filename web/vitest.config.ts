import { defineConfig, mergeConfig } from 'vitest/config';
import build from './vite.config';

// A test that ends is right however long it took: where two processes test beside it on an old machine, seconds become many.
export default mergeConfig(build, defineConfig({ test: { testTimeout: 60_000 } }));
