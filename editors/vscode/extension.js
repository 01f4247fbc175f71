// The client of `charm lsp`: it starts the server and says what to do where that fails.
"use strict";

const vscode = require("vscode");
const { LanguageClient, State } = require("vscode-languageclient/node");

let client;

function serverOptions() {
  const [command, ...args] = vscode.workspace.getConfiguration("charm").get("command");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return { command, args, options: { cwd: folder } };
}

async function start() {
  const options = serverOptions();
  client = new LanguageClient("charm", "charm", options, {
    documentSelector: [{ language: "recipe" }],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.recipe") },
  });
  try {
    await client.start();
  } catch (error) {
    const said = `${options.command} ${options.args.join(" ")}`;
    vscode.window.showErrorMessage(
      `\`${said}\` does not start: ${error.message}. Install it, \`pip install 'charm-recipes[lsp]'\`, ` +
        "or set `charm.command` to where it is.",
    );
  }
}

async function stop() {
  if (client && client.state === State.Running) {
    await client.stop();
  }
  client = undefined;
}

async function activate(context) {
  const restart = async () => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("charm.restart", restart),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("charm.command") && restart()),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
