'use strict';
// The extension with a stand-in for the editor's own module: what it registers, and what that gives.
// usage: node check_extension.js ARR (the program that formats)

const assert = require('assert');
const Module = require('module');
const path = require('path');

const providers = {};
const messages = [];
const vscode = {
  workspace: { getConfiguration: () => ({ get: () => process.argv[2] }) },
  window: { showErrorMessage: (text) => messages.push(text) },
  languages: {
    registerDocumentFormattingEditProvider: (language, provider) => { providers[language + ' format'] = provider; },
    registerFoldingRangeProvider: (language, provider) => { providers[language + ' fold'] = provider; },
  },
  Range: class { constructor(start, end) { Object.assign(this, { start, end }); } },
  TextEdit: { replace: (range, text) => ({ range, text }) },
  FoldingRange: class { constructor(start, end) { Object.assign(this, { start, end }); } },
};
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest));

const document = (text) => ({
  getText: () => text,
  positionAt: (offset) => offset,
  lineCount: text.split('\n').length,
  lineAt: (i) => ({ text: text.split('\n')[i] }),
});

async function main() {
  require(path.join(__dirname, 'vscode', 'extension.js')).activate({ subscriptions: [] });
  const fold = (text) => providers['arr fold'].provideFoldingRanges(document(text)).map((r) => [r.start, r.end]);
  assert.deepStrictEqual(fold('# %% a\nx\n\n# %% b\ny\n'), [[0, 1], [3, 4]]);
  assert.deepStrictEqual(fold('if a {\n    b\n\n    c\n}\nd'), [[0, 3]]);
  const format = (text) => providers['arr format'].provideDocumentFormattingEdits(document(text));
  assert.deepEqual(await format('x=1\n'), [{ range: { start: 0, end: 4 }, text: 'x = 1\n' }]);
  assert.deepEqual(await format('x = 1\n'), []);
  assert.deepEqual(await format('x = (\n'), []);
  assert.match(messages.join(), /is not closed/);
  console.log('Visual Studio Code: folding and formatting as expected');
}

main().catch((error) => { console.error(error); process.exit(1); });
