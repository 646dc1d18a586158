import { defineConfig } from 'vite';

// The page's policy allows no data: addresses, so no file is inlined.
export default defineConfig({ base: './', build: { target: 'es2022', assetsInlineLimit: 0 } });
