/**
 * How the console is built: static files in dist/gui, nothing inline (the agent's content security policy refuses it).
 *
 * File names have one dot after the digest: the engine takes the content type from all that follows the first.
 */
import { join } from 'node:path'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(import.meta.dirname, '../dist/gui'),
    emptyOutDir: true,
    target: 'es2022',
    // light-dark() is known since these.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // A slow machine is nothing to warn of.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  logLevel: 'warn',
})
