import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import oldBrowsers from '@vitejs/plugin-legacy'

// build: { target: 'es5' } was what we had before
export default defineConfig(({ mode }) => ({
  plugins: [
    vue(),
    oldBrowsers({
      targets: ['defaults', 'not IE 11'],
      modernTargets: 'chrome >= 100, safari >= 16',
    }),
  ],
  build: {
    target: ['es2020', 'chrome100', "safari16.4"] as const,
    outDir: `dist/${mode}`,
  },
}))
