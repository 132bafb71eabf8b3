import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = 'http://127.0.0.1:4318'

// biome-ignore lint/style/noDefaultExport: Vite reads the default export of its configuration.
export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { conditions: ['@pawl/source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist',
    // The page's CSP allows fonts and images from its own origin only, so nothing may become a data: URL.
    assetsInlineLimit: 0,
    // What a first page loads has a limit of its own, in the browser tests; the warning would only worry who builds for the first time.
    chunkSizeWarningLimit: 600,
    // The polyfill would be an inline script, which the CSP refuses.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // The name of a joined chunk lists all that share it.
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
        // Some two hundred chunks of a kilobyte compress badly: what every page needs is two, what some pages share is joined.
        codeSplitting: {
          groups: [
            { name: 'libraries', tags: ['$initial'], test: /node_modules/, priority: 2 },
            { name: 'start', tags: ['$initial'], priority: 1 },
            { name: 'parts', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 3_000 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': server, '/v1': server } },
})
