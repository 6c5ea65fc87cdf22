-- A user's session in Neovim; run with `nvim --headless -u NONE -i NONE -n -l session.lua`.
-- What was seen is written as JSON to the file named by SEEN; the tests judge it.
local folder = vim.env.FOLDER
local command = vim.json.decode(vim.env.COMMAND)
local seen = {}
local progress = {}

vim.api.nvim_create_autocmd("LspProgress", {
  callback = function(event)
    table.insert(progress, event.data.params.value.kind)
  end,
})

local function wait(what, seconds)
  return vim.wait((seconds or 60) * 1000, what, 20)
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

local function text()
  return table.concat(lines(), "\n")
end

local function has(word)
  return function()
    return text():find(word, 1, true) ~= nil
  end
end

local function open(name, content)
  local path = folder .. "/" .. name
  local file = assert(io.open(path, "wb"))
  file:write(content)
  file:close()
  vim.cmd.edit(path)
  local id = vim.lsp.start({ name = "ascii-diagram", cmd = command, root_dir = folder })
  local client = assert(vim.lsp.get_client_by_id(id))
  wait(function() return client.initialized == true end)
  return client
end

local function act(title)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action) return action.title == title end,
  })
end

local function run(client, name, line, callback)
  local argument = { uri = vim.uri_from_bufnr(0), line = line }
  return client:request("workspace/executeCommand", { command = name, arguments = { argument } }, callback, 0)
end

-- Listing, expanding with the model, undoing, refreshing.
local client = open("a.py", "x = 1\n# ascii-diagram: the client asks the server\ny = 2\n")
seen.encoding = client.offset_encoding
vim.api.nvim_win_set_cursor(0, { 2, 0 })
local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
params.context = { diagnostics = {} }
local listed = client:request_sync("textDocument/codeAction", params, 10000, 0).result
seen.titles = vim.tbl_map(function(action) return action.title end, listed)
act("Expand diagram")
seen.expanded = wait(has("end ascii-diagram"), 180)
seen.drawing = lines()
vim.cmd("silent undo")
seen.undone = lines()
vim.cmd("silent redo")
vim.api.nvim_buf_set_lines(0, 1, 2, false, { "# ascii-diagram: cook -> guest: serves" })
vim.api.nvim_win_set_cursor(0, { 2, 0 })
seen.stale = wait(function() return #vim.diagnostic.get(0) == 1 end)
seen.diagnostic = (vim.diagnostic.get(0)[1] or {}).message
act("Refresh diagram")
seen.refreshed = wait(has("serves ──►"))
seen.fresh = lines()

-- Typing while the model thinks: the edit lands where the directive is by then.
open("b.py", "def f():\n\t# ascii-diagram: the kitchen sends plates to the hall\n\tpass\n")
local answer
run(client, "ascii-diagram.expand", 1, function(err, result) answer = err or result end)
vim.wait(30)
vim.api.nvim_buf_set_lines(0, 0, 0, false, { "import os", "" })
wait(function() return answer ~= nil end, 180)
wait(has("end ascii-diagram"))
seen.anchored = lines()
seen.answer = answer
seen.progress = progress

-- An edit for an older version is refused by the editor, and made again by the server.
open("c.py", "# ascii-diagram: a -> b\n")
local apply = vim.lsp.handlers["workspace/applyEdit"]
local tries = {}
vim.lsp.handlers["workspace/applyEdit"] = function(err, edit, context)
  if #tries == 0 then
    vim.api.nvim_buf_set_lines(0, 0, 0, false, { "# typed just before" })
  end
  local made = apply(err, edit, context)
  table.insert(tries, text():find("┌", 1, true) ~= nil)
  return made
end
answer = nil
run(client, "ascii-diagram.expand", 0, function(err, result) answer = err or result end)
wait(function() return answer ~= nil end)
vim.lsp.handlers["workspace/applyEdit"] = apply
seen.tries = tries
seen.moved = lines()

-- Cancelling.
open("d.py", "# ascii-diagram: the gardener waters roses, tulips, lilies and the lawn\n")
answer = nil
local _, number = run(client, "ascii-diagram.expand", 0, function(err, result) answer = err or result end)
vim.wait(50)
client:cancel_request(number)
seen.cancelled = wait(function() return client.requests[number] == nil end, 20)
vim.wait(500)
seen.answered = answer
seen.untouched = lines()

-- CRLF, no final line end, a commit message, Markdown, a hover.
open("crlf.py", "x = 1\r\n# ascii-diagram: a -> b\r\ny = 2\r\n")
vim.api.nvim_win_set_cursor(0, { 2, 0 })
act("Expand diagram")
wait(has("end ascii-diagram"))
vim.cmd("silent write")
seen.crlf = assert(io.open(folder .. "/crlf.py", "rb")):read("*a")

open("end.py", "# ascii-diagram: a -> b")
act("Expand diagram")
wait(has("end ascii-diagram"))
seen.last = lines()

open("COMMIT_EDITMSG", "Subject\n\nascii-diagram: " .. string.rep("component -> ", 8) .. "end\n\nSigned-off-by: A <a@b.c>\n# Please enter\n")
vim.api.nvim_win_set_cursor(0, { 3, 0 })
act("Expand diagram")
wait(has("└"))
seen.commit = lines()

open("r.md", "- item\n\n  <!-- ascii-diagram: a -> b -->\n")
vim.api.nvim_win_set_cursor(0, { 3, 4 })
local hover = client:request_sync("textDocument/hover", vim.lsp.util.make_position_params(0, client.offset_encoding), 10000, 0)
seen.hover = hover and hover.result and hover.result.contents.value
answer = nil
run(client, "ascii-diagram.expandAll", 0, function(err, result) answer = err or result end)
wait(function() return answer ~= nil end)
seen.markdown = lines()

client:stop()
seen.stopped = wait(function() return client:is_stopped() end, 20)
local file = assert(io.open(vim.env.SEEN, "w"))
file:write(vim.json.encode(seen))
file:close()
vim.cmd("silent! %bwipeout!")
os.exit(0)
