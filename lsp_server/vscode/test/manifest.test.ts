import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const commands: { command: string; title: string }[] = manifest.contributes.commands;
const properties: Record<string, Record<string, unknown>> = Object.assign(
  {},
  ...manifest.contributes.configuration.map((part: { properties: object }) => part.properties),
);

test("every setting is described and has a scope and a default", () => {
  for (const [name, property] of Object.entries(properties)) {
    assert.match(name, /^asciiDiagram\./);
    assert.ok(property["markdownDescription"], name);
    assert.ok(property["scope"], name);
    assert.ok("default" in property, name);
  }
});

test("settings that name programs, files or places are the user's alone", () => {
  const settings = Object.keys(properties).filter((name) =>
    /\.(server|local|cache|workerCommand|allowedBackends|timeout)\b/.test(
      name.replace("trace.server", ""),
    ),
  );
  assert.ok(settings.length > 8);
  for (const name of settings) {
    assert.equal(properties[name]?.["scope"], "machine", name);
  }
});

test("the palette's entries are commands", () => {
  const names = new Set(commands.map(({ command }) => command));
  for (const entry of manifest.contributes.menus.commandPalette) {
    assert.ok(names.has(entry.command), entry.command);
  }
});

test("no command has the name of one that the server registers", () => {
  for (const { command } of commands) {
    assert.match(command, /^asciiDiagram\./);
  }
});
