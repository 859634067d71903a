// Opens pages in Chromium and prints a line of JSON for each: {page, problems, filtered}.
//   node page.mjs CHROMIUM PICTURES PAGE...
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const home = fileURLToPath(new URL('../.acceptance/node/index.js', import.meta.url))
const require = createRequire(home)
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const [executablePath, pictures, ...pages] = process.argv.slice(2)
const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox', ...args] : args })

for (const path of pages) {
  const problems = []
  const name = basename(path, '.html')
  // The policy of the page forbids every script but its own, so axe-core needs an exception; all else is looked at without.
  const page = await (await browser.newContext()).newPage()
  watch(page, path, problems)
  await page.goto(pathToFileURL(path).href)
  const filtered = await filter(page, problems)
  if (filtered) await keyboard(page, problems)
  await page.context().close()
  for (const scheme of name.startsWith('hostile') ? ['light'] : ['light', 'dark']) await violations(path, scheme, problems)
  if (['storefront', 'failing'].includes(name)) await photograph(path, name)
  console.log(JSON.stringify({ page: name, problems, filtered }))
}
await browser.close()

function watch(page, path, problems) {
  const own = pathToFileURL(path).href
  page.on('console', message => ['error', 'warning'].includes(message.type()) && problems.push(`console: ${message.text()}`))
  page.on('pageerror', error => problems.push(`error: ${error.message}`))
  page.on('dialog', dialog => { problems.push(`dialog: ${dialog.message()}`); dialog.dismiss() })
  page.on('request', request => request.url().split('#')[0] === own || problems.push(`request: ${request.url()}`))
}

// Whether there was something to filter. Each box and the search have to change what is seen, and the count has to say so.
async function filter(page, problems) {
  const shown = () => page.locator('.finding:visible').count()
  const all = await shown()
  if (!all) return false
  const boxes = page.locator('form input[type=checkbox]')
  let hidden = 0
  for (let number = 0; number < (await boxes.count()); number++) {
    const before = await shown()
    await boxes.nth(number).uncheck()
    const after = await shown()
    hidden += before - after
    if (after >= before) problems.push(`box ${number} hides nothing`)
  }
  if (hidden !== all) problems.push(`the boxes hide ${hidden} of ${all}`)
  if (await page.locator('.change:visible').count()) problems.push('an empty group is left')
  for (let number = 0; number < (await boxes.count()); number++) await boxes.nth(number).check()
  const search = page.locator('input[type=search]')
  await search.fill('no such finding anywhere')
  if (await shown()) problems.push('the search hides nothing')
  if (!(await page.locator('form output').textContent()).startsWith('0 of ')) problems.push('the count does not follow')
  await search.fill('')
  if ((await shown()) !== all) problems.push('an empty search does not show all again')
  return true
}

// Without a mouse: the skip link first, a slash into the search, typing, Tab to the boxes, Space.
async function keyboard(page, problems) {
  await page.reload()
  await page.keyboard.press('Tab')
  const first = await page.evaluate(() => document.activeElement.className)
  if (first !== 'skip') problems.push(`Tab goes first to ${first || 'nothing'}`)
  await page.keyboard.press('/')
  const type = () => page.evaluate(() => document.activeElement.type)
  if ((await type()) !== 'search') problems.push('a slash does not lead to the search')
  await page.keyboard.type('zzz')
  if (await page.locator('.finding:visible').count()) problems.push('typing does not search')
  for (let count = 0; count < 3; count++) await page.keyboard.press('Backspace')
  for (let count = 0; count < 3 && (await type()) !== 'checkbox'; count++) await page.keyboard.press('Tab')
  if ((await type()) !== 'checkbox') problems.push('Tab does not lead from the search to the boxes')
  const before = await page.locator('.finding:visible').count()
  await page.keyboard.press('Space')
  if ((await page.locator('.finding:visible').count()) >= before) problems.push('Space does not untick a box')
}

async function violations(path, colorScheme, problems) {
  const context = await browser.newContext({ bypassCSP: true, colorScheme })
  const page = await context.newPage()
  await page.goto(pathToFileURL(path).href)
  await page.evaluate(() => document.querySelectorAll('details').forEach(item => { item.open = true }))
  await page.addScriptTag({ content: axe })
  const { violations } = await page.evaluate(() => window.axe.run())
  for (const { id, impact, nodes } of violations)
    if (['serious', 'critical'].includes(impact)) problems.push(`axe-core, ${colorScheme}: ${id} at ${nodes[0].target.join(' ')}`)
  await context.close()
}

async function photograph(path, name) {
  for (const [kind, colorScheme, width] of [['light', 'light', 1100], ['dark', 'dark', 1100], ['narrow', 'light', 380]]) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } })
    const page = await context.newPage()
    await page.goto(pathToFileURL(path).href)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
    if (wide) console.error(`${name}: scrolls sideways at ${width}`)
    await page.screenshot({ path: join(pictures, `${name}-${kind}.png`), fullPage: true })
    await context.close()
  }
}
