'use strict';

const { execFile } = require('child_process');
const vscode = require('vscode');
const { foldingRanges } = require('./folding');

/** The document's text as `arr --format -` writes it. */
function format(text) {
  const program = vscode.workspace.getConfiguration('arr').get('path', 'arr');
  return new Promise((resolve, reject) => {
    const process = execFile(program, ['--format', '-'], { maxBuffer: 1 << 26 }, (error, output, messages) => {
      if (error) reject(new Error(error.code === 'ENOENT' ? `there is no program ${program}; set arr.path` : messages.trim()));
      else resolve(output);
    });
    process.stdin.on('error', () => {});
    process.stdin.end(text);
  });
}

async function provideDocumentFormattingEdits(document) {
  const text = document.getText();
  try {
    const formatted = await format(text);
    if (formatted === text) return [];
    const whole = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
    return [vscode.TextEdit.replace(whole, formatted)];
  } catch (error) {
    vscode.window.showErrorMessage(`arr: ${error.message}`);
    return [];
  }
}

function provideFoldingRanges(document) {
  const lines = Array.from({ length: document.lineCount }, (_, i) => document.lineAt(i).text);
  return foldingRanges(lines).map(({ start, end }) => new vscode.FoldingRange(start, end));
}

function activate(context) {
  context.subscriptions.push(
    vscode.languages.registerDocumentFormattingEditProvider('arr', { provideDocumentFormattingEdits }),
    vscode.languages.registerFoldingRangeProvider('arr', { provideFoldingRanges })
  );
}

module.exports = { activate };
