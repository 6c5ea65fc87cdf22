-- What users do with the plugin, by name; run by `nvim -u init.lua -c 'luafile cases.lua'`. What
-- came of each case is written to $RESULTS, one JSON object per line.
local PATIENCE = 30000
local place = vim.env.PLACE -- the folder of the model that waits for a file `gate`
local cases = {}
local order = {}

local messages = {}
vim.notify = function(message)
  table.insert(messages, message)
end

local function case(name, run)
  cases[name] = run
  table.insert(order, name)
end

local function equal(got, want)
  if not vim.deep_equal(got, want) then
    error(("got %s\nwant %s"):format(vim.inspect(got), vim.inspect(want)), 2)
  end
end

local function wait(what, look)
  if not vim.wait(PATIENCE, look, 10) then
    error("it did not come to pass: " .. what .. "\n" .. table.concat(messages, "\n"), 2)
  end
end

local function exists(name)
  return vim.uv.fs_stat(place .. "/" .. name) ~= nil
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
end

local function drawings()
  return select(2, text():gsub("end ascii%-diagram", ""))
end

local function open(name, content)
  local path = vim.fn.tempname() .. "-" .. name
  if name == "COMMIT_EDITMSG" then
    vim.fn.mkdir(path, "p")
    path = path .. "/" .. name
  end
  local file = assert(io.open(path, "wb"))
  file:write(content)
  file:close()
  vim.cmd.edit(path)
  messages = {}
end

local function at(line)
  vim.api.nvim_win_set_cursor(0, { line, 0 })
end

local function attached()
  return vim.lsp.get_clients({ bufnr = 0, name = "ascii_diagram" })[1]
end

case("nothing of the plugin is loaded before it is needed", function()
  equal(package.loaded["ascii_diagram.client"], nil)
  equal(vim.fn.exists(":AsciiDiagramExpand"), 2)
  equal(vim.fn.maparg("<leader>", "n"), "")
end)

case("no keys are mapped", function()
  for _, mode in ipairs({ "n", "i", "v", "x" }) do
    for _, map in ipairs(vim.api.nvim_get_keymap(mode)) do
      assert(not (map.rhs or ""):find("AsciiDiagram"), map.lhs)
    end
  end
end)

case("the server comes with the first file", function()
  open("a.py", "x = 1\n# ascii-diagram: client -> server\ny = 2\n")
  wait("a client", function()
    return attached() and attached().initialized
  end)
  equal(#vim.lsp.get_clients(), 1)
end)

case(":AsciiDiagramExpand draws at the cursor, and one undo takes it back", function()
  local before = "x = 1\n# ascii-diagram: client -> server\ny = 2"
  open("a.py", before .. "\n")
  at(2)
  vim.cmd.AsciiDiagramExpand()
  wait("a drawing", function()
    return drawings() == 1
  end)
  assert(text():find("│ client ├", 1, true), text())
  vim.cmd("silent undo")
  equal(text(), before)
end)

case(":AsciiDiagramExpandAll and :AsciiDiagramRemoveAll", function()
  local before = "# ascii-diagram: a -> b\nx = 1\n# ascii-diagram: b -> c"
  open("a.py", before .. "\n")
  vim.cmd.AsciiDiagramExpandAll()
  wait("two drawings", function()
    return drawings() == 2
  end)
  vim.cmd.AsciiDiagramRemoveAll()
  wait("no drawing", function()
    return text() == before
  end)
end)

case(":AsciiDiagramConvert and its completion", function()
  local offered = vim.fn.getcompletion("AsciiDiagramConvert ", "cmdline")
  equal(offered, { "ascii", "d2", "mermaid", "unicode" })
  open("a.py", "# ascii-diagram: a -> b\n")
  vim.cmd.AsciiDiagramConvert("ascii")
  wait("ASCII", function()
    return text():find("+---+", 1, true) ~= nil
  end)
  vim.cmd("silent! AsciiDiagramConvert nonsense")
  assert(messages[#messages]:find("expected one of"), vim.inspect(messages))
end)

case(":AsciiDiagramRefresh draws over a hand edit, :AsciiDiagramAdopt keeps it", function()
  open("a.py", "# ascii-diagram: a -> b\n")
  vim.cmd.AsciiDiagramExpand()
  wait("a drawing", function()
    return drawings() == 1
  end)
  local drawn = text()
  vim.cmd("silent %s/│ b │/│ B │/")
  local edited = text()
  at(1)
  vim.cmd.AsciiDiagramAdopt()
  wait("other hashes", function()
    return text() ~= edited
  end)
  assert(text():find("│ B │", 1, true), text())
  at(1)
  vim.cmd.AsciiDiagramRefresh()
  wait("the drawing as it was", function()
    return text() == drawn
  end)
end)

case("line ends are kept, and a commit message has its own rules", function()
  open("a.py", "x = 1\r\n# ascii-diagram: a -> b\r\n")
  at(2)
  vim.cmd.AsciiDiagramExpand()
  wait("a drawing", function()
    return drawings() == 1
  end)
  vim.cmd("silent write")
  local file = assert(io.open(vim.api.nvim_buf_get_name(0), "rb"))
  equal(file:read("*a"):gsub("\r\n", ""):find("[\r\n]"), nil)
  open("COMMIT_EDITMSG", "Do it\n\nascii-diagram: a -> b\n# Please enter\n")
  equal(vim.bo.filetype, "gitcommit")
  at(3)
  vim.cmd.AsciiDiagramExpand()
  wait("a drawing", function()
    return text():find("│ a ├", 1, true) ~= nil
  end)
  assert(vim.endswith(text(), "\n# Please enter"), text())
end)

case("files without a type are served, and files that are not saved yet", function()
  open("notes", "x\n")
  equal(vim.bo.filetype, "")
  wait("a client", attached)
  vim.cmd.enew()
  vim.api.nvim_buf_set_lines(0, 0, -1, false, { "ascii-diagram: a -> b" })
  vim.cmd.AsciiDiagramExpand()
  assert(messages[#messages]:find("has no name"), vim.inspect(messages))
  vim.cmd.file(vim.fn.tempname() .. ".txt")
  vim.cmd.AsciiDiagramExpand()
  wait("a drawing", function()
    return drawings() == 1
  end)
end)

local function close_gate()
  for _, name in ipairs({ "gate", "waiting", "cancelled" }) do
    os.remove(place .. "/" .. name)
  end
end

case("the edit finds its directive again where lines moved meanwhile", function()
  close_gate()
  open("a.py", "x = 1\n# ascii-diagram: moved asks lamp slowly\ny = 2\n")
  at(2)
  vim.cmd.AsciiDiagramExpand()
  wait("the model is asked", function()
    return exists("waiting")
  end)
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { "# typed meanwhile", "# and more" })
  equal(require("ascii_diagram").status(), "diagrams: drawing")
  io.open(place .. "/gate", "w"):close()
  wait("a drawing", function()
    return drawings() == 1
  end)
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  equal(vim.list_slice(lines, 1, 4), {
    "# typed meanwhile",
    "# and more",
    "x = 1",
    "# ascii-diagram: moved asks lamp slowly",
  })
  equal(lines[#lines], "y = 2")
end)

case(":AsciiDiagramCancel stops the model and changes nothing", function()
  close_gate()
  local before = "# ascii-diagram: stopped asks lamp slowly"
  open("a.py", before .. "\n")
  vim.cmd.AsciiDiagramExpand()
  wait("the model is asked", function()
    return exists("waiting")
  end)
  vim.cmd.AsciiDiagramCancel()
  wait("the model gives up", function()
    return exists("cancelled")
  end)
  wait("it is idle", function()
    return require("ascii_diagram").status() == ""
  end)
  equal(text(), before)
  equal(messages, { "ascii-diagram: cancelled" })
  vim.cmd.AsciiDiagramCancel()
  equal(messages[2], "ascii-diagram: nothing was running")
end)

case("what is wrong is told", function()
  open("a.py", "x = 1\n")
  vim.cmd.AsciiDiagramExpand()
  wait("a message", function()
    return #messages > 0
  end)
  assert(messages[1]:find("no directive on line 1"), messages[1])
end)

case(":AsciiDiagramStatus and :AsciiDiagramStopModel", function()
  open("a.py", "x = 1\n")
  vim.cmd.AsciiDiagramStatus()
  wait("a status", function()
    return #messages == 1
  end)
  assert(messages[1]:find("fake@1234"), messages[1])
  vim.cmd.AsciiDiagramStopModel()
  wait("an answer", function()
    return #messages == 2
  end)
  assert(vim.startswith(messages[2], "ascii-diagram: "), messages[2])
  vim.cmd.AsciiDiagramStatus()
  wait("a status", function()
    return #messages == 3
  end)
  assert(messages[3]:find("no model is loaded", 1, true), messages[3])
end)

case(":AsciiDiagramRestart", function()
  open("a.py", "# ascii-diagram: a -> b\n")
  wait("a client", attached)
  local before = attached().id
  vim.cmd.AsciiDiagramRestart()
  wait("another client", function()
    return attached() and attached().id ~= before and attached().initialized
  end)
  vim.cmd.AsciiDiagramExpand()
  wait("a drawing", function()
    return drawings() == 1
  end)
end)

case(":checkhealth finds nothing wrong", function()
  vim.cmd("silent checkhealth ascii_diagram")
  local report = text()
  assert(report:find("OK ascii%-diagram %d"), report)
  assert(report:find("the server starts", 1, true), report)
  assert(report:find("serves %d+ buffer"), report)
  equal(report:find("ERROR"), nil)
  equal(report:find("WARNING"), nil)
end)

case("the help has a tag for each command", function()
  vim.cmd.helptags(vim.env.PLUGIN .. "/doc")
  for name in pairs(vim.api.nvim_get_commands({})) do
    if vim.startswith(name, "AsciiDiagram") then
      vim.cmd.help(":" .. name)
      equal(vim.bo.filetype, "help")
    end
  end
end)

local results = assert(io.open(vim.env.RESULTS, "w"))
for _, name in ipairs(order) do
  local fine, fault = xpcall(cases[name], debug.traceback)
  results:write(vim.json.encode({ name = name, fault = not fine and fault or vim.NIL }), "\n")
  results:flush()
  vim.cmd("silent! %bwipeout!")
end
results:close()
vim.cmd("qall!")
