// Asks the real browserslist a few thousand queries and a hundred configurations, and prints them with its answers.
//
// Run in a folder where the npm packages are installed (see README.md), with the number of queries to keep as the only
// argument (all of them without it). The clock is fixed per case, the time zone is UTC, nothing depends on chance.

process.env.TZ = 'UTC'
process.env.BROWSERSLIST_DISABLE_CACHE = '1'
process.env.BROWSERSLIST_IGNORE_OLD_DATA = '1'
const fs = require('fs')
const os = require('os')
const path = require('path')
const { createRequire } = require('module')
const require_ = createRequire(path.join(process.cwd(), 'index.js'))
const browserslist = require_('browserslist')

let clock = 0
const RealDate = Date
global.Date = class extends RealDate {
  constructor(...given) {
    given.length ? super(...given) : super(clock)
  }
  static now() {
    return clock
  }
}

let seed = 20261122
const random = n => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
  return (seed >>> 8) % n
}
const one = list => list[random(list.length)]

// ---- queries ----------------------------------------------------------------------------------------------------

const NOW = '2026-11-22'
const DAYS = ['2015-01-05', '2017-03-31', '2018-08-31', '2020-02-29', '2022-12-31', '2024-04-30', '2025-10-20', '2026-08-31', '2027-05-31']
const NAMES = [
  ...Object.keys(browserslist.data), ...Object.keys(browserslist.aliases),
  'Chrome', 'FF', 'iOS', 'Explorer', 'OperaMini', 'netscape', 'constructor', '__proto__', 'toString', 'op', 'and_chr1'
]
const COUNTS = ['0', '1', '2', '3', '10', '50', '67', '68', '72', '100', '122', '123', '130', '007', '99999', '123456789012345678901234567890']
const SIGNS = ['>', '>=', '<', '<=', '=', '=>', '<>']
const SHARES = ['0', '0.0', '.001', '0.01', '.5', '0.5', '1', '1.5', '5', '10', '50', '90', '95.5', '99', '99.9', '100', '1000', '5.', '', '1,5', '-1']
const PLACES = [
  'US', 'us', 'De', 'CN', 'RU', 'IN', 'GB', 'AX', 'VA', 'KP', 'alt-eu', 'alt-AS', 'ALT-na', 'alt-ww', 'alt-xx', 'ZZ', '12', '__', 'USA', 'u', 'alt-u', 'my stats', 'MY  Stats',
  'browserslist-config-shared stats', 'browserslist-config-none stats', 'other stats', '@scope/browserslist-config stats', 'browserslist-config-shared/../x stats', './stats stats'
]
const FEATURES = [
  'css-grid', 'css-subgrid', 'es6', 'es6-module', 'flexbox', 'arrow-functions', 'serviceworkers', 'css-autofill', 'mdn-text-decoration-style', 'websockets', 'wasm', 'webp', 'avif',
  'dialog', 'css-nesting', 'webgpu', 'async-functions', 'promises', 'fetch', 'intersectionobserver', 'CSS-Grid', 'nothing', 'constructor', '__proto__', 'toString', 'valueOf', 'css_grid', 'hasOwnProperty'
]
const NODES = ['0.10', '0.12.18', '4', '6.1', '8.9.4', '10.0', '12.22.12', '14', '18.20', '20', '20.19', '22.0.0', '24', '26', '27', '99', '20.99', '4.', '.', '1.2.3.4', '020']
const ELECTRONS = ['0.20', '0.37', '1.0', '1.8', '4', '4.0', '4.1', '4.10', '5.0.13', '12.2', '20.0', '28.0', '28.1', '30.0.1', '38.0', '43.0', '99.0', '1.', '.', '1.0.0.0']
const YEARS = ['0', '1', '5', '12', '13', '31', '32', '49', '50', '99', '100', '999', '1999', '2014', '2015', '2016', '2018', '2020', '2021', '2022', '2023', '2024', '2025', '2026', '2027', '2030', '9999', '02024', '20244', '275760', '275761', '1234567890123']
const DATES = ['2014-01-01', '2017-11-30', '2018-01-29', '2018-01-30', '2020-02-31', '2021-08-31', '2022-12-30', '2023-09-07', '2024-02-29', '2024-06-01', '2025-10-20', '2026-05-31', '2026-11-22', '2029-01-31', '2024-13-01', '2024-00-10', '2024-02-32', '2024-02-00', '0000-01-01', '9999-12-31', '2024-6-1', 'today']

const versions = name => {
  const data = browserslist.data[browserslist.aliases[name.toLowerCase()] || name.toLowerCase()]
  const listed = data ? one(data.versions) : '5'
  return one([listed, listed.split('-')[0], listed.split('-').pop(), one(listed.split('-')) + '.0', String(parseInt(listed) || 3), one(['0', '7', '15.2', '15.3', '18.6', '4.10', '999', 'TP', 'tp', 'all', 'esr', 'ESR', '.', '1..2', '11.0', '1.2.3.4'])])
}
const on = list => () => one(list)
const name = on(NAMES)
const KINDS = {
  last_versions: () => `last ${one(COUNTS)} ${one(['', '', 'major '])}version${one(['s', 's', ''])}`,
  last_browser: () => `last ${one(COUNTS)} ${name()} ${one(['', '', 'major '])}version${one(['s', 's', ''])}`,
  last_runtime: () => `last ${one(COUNTS)} ${one(['electron', 'node', 'Node', 'major'])} ${one(['', 'major '])}version${one(['s', ''])}`,
  unreleased: () => `unreleased ${one(['', '', name() + ' ', name() + ' ', 'electron ', 'node '])}version${one(['s', 's', ''])}`,
  years: () => `last ${one(['0', '1', '2', '1.5', '0.25', '.5', '5', '10', '100', '99999999999999999999', '1.', '0.0001'])} year${one(['s', ''])}`,
  since: () => `since ${one([...YEARS, '2024-02-30', '2020-5', '2020-13', '2020-0', '2021-05-17', '2022-02-31', '2026-11-10', '2026-11-11', '2010-00-00', '99-1-1', '0-1-1', '2020-1-99999', '2020-99999-1', '20-20', '999999999-1-1', '2020-', '2020/05', '1999-12-31', 'yesterday'])}`,
  baseline: () => 'baseline ' + one([one(YEARS), one(YEARS), 'widely available', 'newly available', 'widely available on ' + one(DATES), 'newly available on ' + one(DATES), 'available', '', 'Widely  Available', 'widely', 'newly on 2024-01-01']) + one(['', '', ' with downstream', ' with  Downstream', ' downstream']) + one(['', '', ' including kaios', ' including KaiOS', ' kaios']),
  popularity: () => `${one(SIGNS)}${one(['', ' ', '  '])}${one(SHARES)}%`,
  popularity_in: () => `${one(SIGNS)} ${one(SHARES)}% in ${one(PLACES)}`,
  cover: () => `cover ${one(SHARES)}%`,
  cover_in: () => `cover ${one(SHARES)}% in ${one(PLACES)}`,
  supports: () => one(['', '', 'fully ', 'partially ', 'FULLY ', 'not fully ']) + `supports ${one(FEATURES)}`,
  electron: () => one([() => `electron ${one(ELECTRONS)}`, () => `electron ${one(ELECTRONS)}${one([' - ', '-', ' -'])}${one(ELECTRONS)}`, () => `electron${one([' ', ''])}${one(SIGNS)} ${one(ELECTRONS)}`])(),
  node: () => one([() => `node ${one(NODES)}`, () => `node ${one(NODES)}${one([' - ', '-', ' -'])}${one(NODES)}`, () => `node${one([' ', ''])}${one(SIGNS)} ${one(NODES)}`])(),
  other_node: () => one(['current node', 'Current  Node', 'current nodes', 'maintained node versions', 'MAINTAINED node VERSIONS', 'maintained node version', 'node', 'electron']),
  range: () => { const n = name(); return `${n} ${versions(n)}${one([' - ', '-', '- ', '  -  '])}${versions(n)}` },
  ray: () => { const n = name(); return `${n}${one([' ', ''])}${one(SIGNS)}${one([' ', ''])}${versions(n)}` },
  version: () => { const n = name(); return `${n} ${versions(n)}` },
  fixed: () => one(['firefox esr', 'FF ESR', 'fx  esr', 'and_ff esr', 'op_mini all', 'OperaMini all', 'x op_mini all y', 'op_mini', 'phantomjs 1.9', 'phantomjs 2.1', 'PhantomJS 2x1', 'phantomjs 3', 'defaults', 'DEFAULTS', 'dead', 'Dead', 'default', 'browserslist config', 'browserslist  Config', 'chrome', 'IE', 'unknown', 'safari TP', 'safari tp', 'chrome TP', 'and_chr TP', 'node TP', 'firefox >= esr', 'firefox < ESR', 'chrome > esr']),
  extends: () => 'extends ' + one(['browserslist-config-shared', 'browserslist-config-envs', 'browserslist-config-json', 'browserslist-config-literal', 'browserslist-config-text', '@scope/browserslist-config', '@scope/browserslist-config-x', '@scope/browserslist-config/sub', 'browserslist-config-none', 'other', './local', 'browserslist-config-a.js', 'browserslist-config-a\\b', 'browserslist-config-node_modules', '@scope/other', 'browserslist-config-broken', 'browserslist-config-nested'])
}
const kinds = Object.values(KINDS)
const query = () => one(kinds)()

const JOINS = [', ', ',', ' or ', ' OR ', ' and ', ' And ', ' and not ', ', not ', ' or not ', '\nand\t', ',\n', '  ,', '\u00a0and\u2003', ' and  not  ']
const joined = amount => Array.from({ length: amount }, query).reduce((all, next) => all + one(JOINS) + next)
const BROKEN = [
  '', ' ', ',', ',,', 'and', ' and ', 'or', 'not', 'not ie 11', 'not not ie 11', 'ie 11 and', 'ie 11,', 'ie 11 or ', 'ie 11,, ie 10', ', ie 11', ' and ie 11', 'or ie 11', 'ie 11 and and ie 11',
  'ie 11 and or ie 10', 'ie 11 or, ie 10', 'ie 11, or ie 10', 'ie 11 andie 10', 'ie 11 and\tnot\tie 11', 'ie 11\nie 10', 'ie 11 ie 10', '\ufeffie 11', 'ie\u00a011', 'ie\u200b11', 'ie\x1f11', 'ie\x8511',
  'ie 11\u2028or\u2029ie 10', 'ı 5', 'Kaios 2.5', '\u212aaios 2.5', 'ſafari 5', 'ie ١١', '> ٥%', 'не ие', '😀', 'ie 11 NOT ie 11', 'notie 11', 'NOT ie 11', 'ie 11, NOT ie 11', 'ie 11, Not  ie 11', 'ie 11 and not', 'ie 11, not ', 'ie 11 , not,', 'x'.repeat(300)
]
const LISTS = [
  [], [''], ['', 'ie 11', ''], ['ie 11', 'ie 10'], ['ie 11 and', 'ie 11'], ['ie 9-11 and', 'not ie 10'], ['ie 11,', 'ie 10'], ['ie 11 or', '', 'ie 10'], ['ie 11', 'not ie 11'], ['not ie 11', 'ie 11'],
  ['and', 'ie 11'], ['or'], [' and'], [',', 'ie 11'], [' , ', 'ie 11'], ['ie 11 and', 'and ie 11'], ['ie 11 AND ', ' ie 11'], ['ie 11 and\u00a0', 'ie 11'], ['ie 11 and'], ['ie 11 brand', 'ie 10'], ['ie 11,', ',ie 10'], ['ie 11 or', 'or'], ['last 2 versions', 'and > 1%']
]
const mutated = text => {
  const at = random(text.length + 1)
  return one([
    () => text.slice(0, at) + text.slice(at + 1), () => text.slice(0, at) + one([...' %,.-<>=0aesr_\t']) + text.slice(at), () => text.toUpperCase(), () => text.replace(/ /g, '  '), () => text.replace(/ /g, ''), () => ' ' + text + '\n'
  ])()
}

const STATS = {
  flat: { ie: { 8: 1, 9: 2.5, 10: 2.5, 11: 5 }, chrome: { 120: 50, 121: 0, 119: null }, and_chr: { 0: 12 }, safari: { '15.2-15.3': 2.5, TP: 1 } },
  wrapped: { dataByBrowser: { edge: { 12: 10, 13: 20 }, op_mini: { 5: 3 }, ios_saf: { '9.0-9.2': 30, 10: 30 } } },
  android: { android: { 4.4: 1, 0: 3 }, chrome: { 0: 1 } }
}
const STAT_QUERIES = ['> 2% in my stats', '>= 2.5% in my stats', '< 3% in My Stats', '<= 0% in my stats', 'cover 50% in my stats', 'cover 12% in my  stats', 'cover 1% in my stats', 'cover 100% in my stats', '> 1% in my stats and not ie 9', 'cover 0% in my stats', '> 1% in browserslist-config-shared stats, > 10% in my stats']

const SHARED = JSON.stringify({ chrome: { 100: 40, 101: 11 }, and_uc: { 1: 7 } })
const PACKAGES = {
  'node_modules/browserslist-config-shared/package.json': '{"main": "list.json"}',
  'node_modules/browserslist-config-shared/list.json': '["ie 11", "chrome 100"]',
  'node_modules/browserslist-config-shared/browserslist-stats.json': SHARED,
  'node_modules/browserslist-config-envs/package.json': '{"main": "./main"}',
  'node_modules/browserslist-config-envs/main.js': "'use strict'\n// environments\nmodule.exports = {\n  production: ['ie 10', \"ie 9\",],\n  defaults: [`ie 8`], /* more */ staging: 'ie 7'\n};\n",
  'node_modules/browserslist-config-json/index.json': '{"staging": ["ie 6"], "defaults": ["edge 12"]}',
  'node_modules/browserslist-config-literal/index.js': "module.exports = ['last 1 ie version', 'not dead', '> 1%']",
  'node_modules/browserslist-config-text/index.js': "module.exports = 'ie 11'",
  'node_modules/browserslist-config-nested/index.js': "module.exports = ['extends browserslist-config-shared', 'not ie 11', 'extends @scope/browserslist-config']\n",
  'node_modules/browserslist-config-broken/package.json': '{"main": "gone.js"}',
  'node_modules/@scope/browserslist-config/package.json': '{"main": "lib/"}',
  'node_modules/@scope/browserslist-config/lib/index.js': 'module.exports = {\n  "test": ["safari 9"]\n}\n',
  'node_modules/@scope/browserslist-config/sub.json': '["safari 5"]',
  'node_modules/@scope/browserslist-config-x/package.json': '{"exports": {".": {"require": "./x.js"}}}',
  'node_modules/@scope/browserslist-config-x/x.js': "module.exports = [ 'opera 12.1', 'fx \\x34' ]"
}

function queries() {
  const cases = []
  const add = (query, options = {}) => cases.push([query, options])
  for (const kind of kinds) for (let i = 0; i < 150; i++) add(kind())
  for (const text of ['defaults', 'dead', 'browserslist config', '> 0.5% in US, last 2 versions, not dead', 'maintained node versions', 'current node']) add(text)
  for (const text of [...BROKEN, ...LISTS]) add(text)
  for (const year of YEARS) add('baseline ' + year)
  for (let month = 1; month <= 12; month++) for (const day of [1, 28, 29, 30, 31]) add('baseline widely available on 2024-' + `${month}`.padStart(2, '0') + '-' + `${day}`.padStart(2, '0'))
  for (const item of NAMES) add('last 2 ' + item + ' versions'), add(item + ' >= 0'), add(item + ' 0-9999')
  for (let i = 0; i < 600; i++) add(joined(2 + random(3)))
  for (let i = 0; i < 150; i++) add(Array.from({ length: 1 + random(4) }, () => one(['', 'not ', '']) + query() + one(['', '', ' and', ',', ' or '])))
  for (let i = 0; i < 400; i++) add(mutated(query()))
  for (const now of DAYS) {
    for (const text of ['maintained node versions', 'last 2 years', 'last 0.7 years', 'baseline widely available', 'baseline newly available', 'baseline newly available with downstream including kaios', 'defaults and last 1 year']) add(text, { now })
    for (let i = 0; i < 8; i++) add(one([KINDS.years, KINDS.baseline, KINDS.other_node, KINDS.since])(), { now })
  }
  for (let i = 0; i < 220; i++) add(one([KINDS.last_versions, KINDS.last_browser, KINDS.range, KINDS.ray, KINDS.version, KINDS.supports, KINDS.supports, KINDS.years, KINDS.unreleased, KINDS.baseline, KINDS.popularity, KINDS.fixed])(), { mobileToDesktop: true })
  for (let i = 0; i < 80; i++) add(one([KINDS.version, KINDS.node, KINDS.electron, KINDS.fixed])(), { ignoreUnknownVersions: true })
  for (const stats in STATS) for (const text of STAT_QUERIES) add(text, { stats })
  for (const env of ['production', 'staging', 'test', 'other']) for (let i = 0; i < 17; i++) add(KINDS.extends(), { env })
  const seen = new Set()
  return cases.filter(item => { const key = JSON.stringify(item); return !seen.has(key) && seen.add(key) })
}

// ---- configurations ---------------------------------------------------------------------------------------------

const TEXTS = [
  'ie 11\n', '', '# nothing\n', 'ie 10, ie 11 # both\n\n# > 1%\nedge 12', '[production]\nie 11\n[development]\nie 10\n', 'ie 9\n[production staging]\nie 11\n[development]\nchrome 100', '[defaults]\nie 11',
  '[production]\nie 11\n[production]\nie 10', '\ufeffie 11\r\nie 10\r\n', '[ production  ]\r\nie 11', '[a, b]\nie 11', 'ie 11 and\nnot ie 10', 'not ie 11', 'extends browserslist-config-shared\nnot ie 11', '[staging]\nie 8', '[]\nie 11', '[production]',
  'last 1 version,\n', 'ie 11,,ie 10', '[production][x]\nie 11', 'ie 11 [production]', '  [production]  \n\tie 11\t', 'browserslist config'.slice(0, 5), 'ie 99', '> 1% in my stats'
]
const VALUES = [
  'ie 11', ['ie 11', 'ie 10'], [], '', {}, null, false, true, 5, 0, { production: ['ie 11'], development: 'ie 10' }, { production: '', defaults: ['ie 9'] }, { development: ['ie 8'] }, { production: [] }, ['ie 11', 5], { production: 5 }, { production: [['ie 11']] },
  [['ie 11']], { defaults: 'ie 11 and ie 10' }, ['> 1%', 'not ie 11'], { production: null }, ['extends browserslist-config-envs'], { staging: ['extends browserslist-config-envs'], defaults: ['dead'] }, ['ie 11 and', 'ie 11'], ['not ie 11']
]
const FROM = ['', 'app', 'app/src/deep']
const ENVIRONMENTS = [undefined, 'production', 'development', 'staging', 'defaults', 'other']

function trees() {
  const list = []
  const add = (files, options = {}) => list.push([files, { from: one(FROM), ...options }])
  const pkg = value => JSON.stringify({ name: 'x', browserslist: value }, null, 2)
  for (const text of TEXTS) add({ [one(['.browserslistrc', 'browserslist'])]: text }, { env: one(ENVIRONMENTS) }), add({ 'app/.browserslistrc': text, browserslist: 'ie 6' }, { from: one(FROM.slice(1)), env: one(ENVIRONMENTS) })
  for (const value of VALUES) add({ 'package.json': pkg(value) }, { env: one(ENVIRONMENTS) }), add({ 'app/package.json': pkg(value), '.browserslistrc': 'ie 7' }, { from: one(FROM), env: one(ENVIRONMENTS) })
  const both = [['.browserslistrc', 'browserslist'], ['.browserslistrc', 'package.json'], ['browserslist', 'package.json'], ['.browserslistrc', 'browserslist', 'package.json']]
  for (const names of both) for (const folder of ['', 'app/']) add(Object.fromEntries(names.map(n => [folder + n, n === 'package.json' ? pkg([]) : 'ie 11'])), { from: 'app' })
  for (const typo of ['browserlist', '.browserlistrc']) add({ [typo]: 'ie 11' }), add({ [typo]: 'ie 11', [typo.replace('list', 'slist')]: 'ie 10' }), add({ ['app/' + typo]: 'ie 11', browserslist: 'ie 10' }, { from: 'app' })
  add({ 'package.json': '{"browserlist": ["ie 11"]}' })
  add({ 'package.json': '{"browserlist": [], "browserslist": ["ie 11"]}' })
  add({ 'package.json': '{"browserlist": ""}' })
  add({ 'package.json': '{"browserslist": ["ie 11"]', '.browserslistrc': 'ie 10' })
  add({ 'app/package.json': '{"browserslist": ["ie 11"],}', browserslist: 'ie 10' }, { from: 'app' })
  add({ 'package.json': '\ufeff{"browserslist": "ie 11"}' })
  add({ 'package.json': 'null' }), add({ 'package.json': '["browserslist"]' }), add({ 'package.json': '{"a": "browserslist"}' }), add({ 'package.json': '{"dependencies": {"browserslist": "4"}}' })
  add({ 'package.json': '{"browserslist": NaN}' }), add({ 'package.json': '{"browserslist": ["ie 10"], "browserslist": ["ie 11"]}' })
  add({ 'browserslist/x': '', '.browserslistrc': 'ie 11' }), add({ '.browserslistrc/x': '', 'package.json': pkg(['ie 9']) }), add({ 'package.json/x': '', browserslist: 'ie 11' })
  add({ browserslist: 'ie 11', 'browserslist-stats.json': '{"ie": {"11": 5}}' }, { variables: { BROWSERSLIST: '> 1% in my stats' } })
  add({ browserslist: 'cover 1% in my stats', 'app/browserslist-stats.json': '{"ie": {"10": 5}}' }, { from: 'app' })
  add({ browserslist: '> 1% in my stats', 'browserslist-stats.json': '{"ie": ' })
  add({ browserslist: '> 1% in my stats', 'custom.json': '{"edge": {"12": 5}}' }, { variables: { BROWSERSLIST_STATS: 'custom.json' } })
  add({ browserslist: '> 1% in my stats' }, { variables: { BROWSERSLIST_STATS: 'gone.json' } })
  add({ browserslist: 'broken [', 'package.json': pkg('x') }, { variables: { BROWSERSLIST: 'ie 8' } })
  add({ browserslist: 'ie 11', 'other.txt': '[production]\nie 5.5' }, { variables: { BROWSERSLIST_CONFIG: 'other.txt' } })
  add({ browserslist: 'ie 11' }, { variables: { BROWSERSLIST_CONFIG: 'gone.txt' } })
  add({ browserslist: 'ie 11', 'x/package.json': pkg({ production: 'ie 7' }) }, { variables: { BROWSERSLIST_CONFIG: 'x/package.json' } })
  add({ browserslist: 'ie 11', 'x/package.json': '{}' }, { variables: { BROWSERSLIST_CONFIG: 'x/package.json' } })
  add({ browserslist: '[test]\nie 11\n[live]\nie 10' }, { variables: { NODE_ENV: 'test' } })
  add({ browserslist: '[test]\nie 11\n[live]\nie 10' }, { variables: { NODE_ENV: 'test', BROWSERSLIST_ENV: 'live' } })
  for (const env of ENVIRONMENTS) for (const text of ['[production]\nie 11', 'ie 11\n[staging]\nie 10']) add({ browserslist: text }, { env, throwOnMissing: true })
  add({ 'package.json': pkg({ production: '' }) }, { throwOnMissing: true })
  add({})
  return list
}

// ---- answers ----------------------------------------------------------------------------------------------------

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'browserslist-')))
const write = (folder, files) => {
  for (const name in files) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    fs.writeFileSync(path.join(folder, name), files[name])
  }
}
const answer = (ask, folder) => {
  try {
    return ask()
  } catch (error) {
    return { error: error.message.split('\nRequire stack')[0].split(folder + '/').join('').split(folder).join('.') }
  }
}

const groups = new Map()
const packed = result => {
  if (!Array.isArray(result)) return '!' + result.error
  const browsers = []
  for (const item of result) {
    const [name, version] = item.split(' ')
    if (browsers.length && browsers[browsers.length - 1][0] === name) browsers[browsers.length - 1].push(version)
    else browsers.push([name, version])
  }
  return browsers.map(words => {
    const key = words.join(' ')
    if (!groups.has(key)) groups.set(key, groups.size)
    return groups.get(key)
  })
}

const at = day => { clock = RealDate.parse(day + 'T12:00:00Z') }
write(root, PACKAGES)
process.chdir(root)
process.env.BROWSERSLIST_ROOT_PATH = root
const all = queries()
const wanted = Number(process.argv[2] || all.length)
// Errors and very long answers say little that shorter ones do not: the part that is kept prefers these.
const asked = all.map(([query, options], number) => {
  at(options.now || NOW)
  const { now, stats, ...rest } = options
  return [number, query, options, answer(() => browserslist(query, { path: root, stats: STATS[stats], ...rest }), root)]
})
const length = item => (Array.isArray(item[3]) ? item[3].length : 150) * 3 + random(600)
const kept = asked.map(item => [length(item), item]).sort((a, b) => a[0] - b[0]).slice(0, wanted).map(pair => pair[1]).sort((a, b) => a[0] - b[0])
const cases = kept.map(([, query, options, result]) => [query, options, packed(result)])

at(NOW)
const configured = trees().map(([files, { from, env, throwOnMissing, variables = {} }]) => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'browserslist-')))
  write(folder, { ...files, 'app/src/deep/x': '', ...PACKAGES })
  process.chdir(folder)
  Object.assign(process.env, variables, { BROWSERSLIST_ROOT_PATH: folder })
  const warn = console.warn
  console.warn = () => {}
  const result = answer(() => browserslist(undefined, { path: path.join(folder, from), env, throwOnMissing }), folder)
  console.warn = warn
  for (const name in variables) delete process.env[name]
  fs.rmSync(folder, { recursive: true })
  return [files, { from, env, throwOnMissing, variables }, packed(result)]
})
process.chdir(os.tmpdir())
fs.rmSync(root, { recursive: true })

const source = name => [name, JSON.parse(fs.readFileSync(path.join(path.dirname(require_.resolve('browserslist')), '..', name, 'package.json'))).version]
const lines = list => '[\n' + list.map(item => JSON.stringify(item)).join(',\n') + '\n]'
process.stdout.write(`{
"sources": ${JSON.stringify(Object.fromEntries(['browserslist', 'caniuse-lite', 'electron-to-chromium', 'node-releases', 'baseline-browser-mapping'].map(source)))},
"now": "${NOW}",
"node": "${process.versions.node}",
"stats": ${JSON.stringify(STATS)},
"packages": ${JSON.stringify(PACKAGES)},
"groups": ${lines([...groups.keys()])},
"queries": ${lines(cases)},
"configurations": ${lines(configured)}
}
`)
