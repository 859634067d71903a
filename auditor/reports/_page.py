"""The style sheet and the script of the HTML report: constants, so that nothing of a project can get into them."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --bg: #fff; --fg: #1c2128; --soft: #57606a; --line: #d0d7de; --card: #f6f8fa;
  --error: #b3261e; --warning: #8a5300; --note: #0b5cad; --good: #1a6b2f; --bar: #2f855a; --old: #b7bec7; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #0f1318; --fg: #e6edf3; --soft: #a3adb8; --line: #333c47; --card: #181e26;
    --error: #ff8a80; --warning: #f0b45a; --note: #7ab8ff; --good: #6fd08c; --bar: #3fa36b; --old: #56606c; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; background: var(--bg); color: var(--fg);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .3rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .8rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .3rem 0; }
a { color: var(--note); }
code { font: .88em ui-monospace, monospace; overflow-wrap: anywhere; unicode-bidi: isolate; }
.foreign { unicode-bidi: isolate; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.verdict { border-left: .4rem solid var(--good); padding: .2rem 0 .2rem 1rem; }
.verdict.fail { border-color: var(--error); }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--bg); padding: .3rem .6rem; }
:focus-visible { outline: 3px solid var(--note); outline-offset: 2px; }
form { display: flex; flex-wrap: wrap; gap: .6rem 1.2rem; align-items: center; margin: 0 0 1rem; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: 1rem; }
legend { float: left; margin-right: .6rem; }
input[type=search] { font: inherit; padding: .35rem .6rem; width: 18rem; max-width: 100%; color: inherit;
  background: var(--bg); border: 1px solid var(--soft); border-radius: .3rem; }
.change, .finding { border: 1px solid var(--line); border-radius: .5rem; }
.change { margin: 0 0 1rem; background: var(--card); padding: .8rem; }
.finding { background: var(--bg); margin: .6rem 0 0; padding: .6rem .8rem; }
.finding p { margin: .15rem 0; }
.tag { font-weight: 700; }
.error { color: var(--error); } .warning { color: var(--warning); } .note { color: var(--note); }
.type { display: block; padding: .4rem .6rem; margin: .3rem 0; background: var(--bg); border: 1px solid var(--line);
  border-radius: .3rem; }
table { border-collapse: collapse; width: 100%; }
.wide { overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); }
td.number { text-align: right; }
summary { cursor: pointer; font-weight: 600; padding: .3rem 0; }
svg { display: block; width: 100%; min-width: 24rem; max-width: 40rem; font: 12px system-ui, sans-serif; }
svg text { fill: var(--fg); } svg .year { fill: var(--soft); text-anchor: middle; } svg .tick { stroke: var(--line); }
svg .supported { fill: var(--bar); } svg .ended { fill: var(--old); }
svg .outside { fill: var(--warning); } svg .rest { fill: var(--old); } svg .here { font-weight: 700; }
.bar { display: flex; height: 1rem; border-radius: .3rem; overflow: hidden; border: 1px solid var(--line); }
.bar span { background: var(--old); } .bar .yes { background: var(--bar); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; margin: .3rem 0; padding: 0; }
.key { display: inline-block; width: .8rem; height: .8rem; border-radius: .15rem; background: var(--old); }
.key.supported { background: var(--bar); } .key.outside { background: var(--warning); }
.product { margin: 0 0 1.4rem; }
[hidden] { display: none !important; }
@media print { form, .skip { display: none; } .change { break-inside: avoid; } }
@media (max-width: 40rem) { fieldset { flex-wrap: wrap; gap: .2rem .9rem; } .change { padding: .5rem; } }
"""

SCRIPT = """
(() => {
  const form = document.querySelector('form');
  if (!form) return;
  form.hidden = false;
  const search = form.querySelector('input[type=search]');
  const boxes = [...form.querySelectorAll('input[type=checkbox]')];
  const findings = [...document.querySelectorAll('.finding')];
  const typed = item => [...item.closest('.change').querySelectorAll('.type')].map(type => type.textContent);
  const texts = new Map(findings.map(item => [item, [item.textContent, ...typed(item)].join(' ').toLowerCase()]));
  const status = form.querySelector('output');
  const apply = () => {
    const words = search.value.toLowerCase().split(' ').filter(Boolean);
    const wanted = new Set(boxes.filter(box => box.checked).map(box => box.value));
    let shown = 0;
    for (const item of findings) {
      const fits = wanted.has(item.dataset.severity) && words.every(word => texts.get(item).includes(word));
      item.hidden = !fits;
      shown += fits;
    }
    for (const change of document.querySelectorAll('.change'))
      change.hidden = !change.querySelector('.finding:not([hidden])');
    status.textContent = shown + ' of ' + findings.length + ' shown';
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', event => event.preventDefault());
  document.addEventListener('keydown', event => {
    if (event.key === '/' && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  });
  apply();
})();
"""
