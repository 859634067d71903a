import shared from '../vite.shared.mjs'

export default {
  ...shared,
  build: { target: process.env.LEGACY ? 'es2015' : 'esnext' },
}
