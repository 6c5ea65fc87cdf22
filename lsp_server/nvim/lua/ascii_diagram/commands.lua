--- The commands, `:AsciiDiagram…`.
local M = {}

local CONVERSIONS = { "ascii", "d2", "mermaid", "unicode" }

-- Name, command of the server, whether it is about the directive at the cursor, description.
local DOCUMENT_COMMANDS = {
  { "Expand", "expand", true, "Draw the diagram at the cursor" },
  { "ExpandAll", "expandAll", false, "Draw all diagrams of the buffer that are missing or stale" },
  { "Refresh", "refresh", true, "Draw the diagram at the cursor anew, over hand edits too" },
  { "RefreshAll", "refreshAll", false, "Draw all diagrams of the buffer anew" },
  { "Remove", "remove", true, "Take the diagram at the cursor out" },
  { "RemoveAll", "removeAll", false, "Take all diagrams of the buffer out" },
  { "Adopt", "adopt", true, "Keep the hand edit of the diagram at the cursor" },
  { "Pin", "pin", true, "Put the notation in the place of the prose" },
  { "Fix", "fix", true, "Mend the drawing at the cursor" },
  { "FixAll", "fixAll", false, "Mend all drawings of the buffer" },
}

---@param name string A command of the server.
---@param at_cursor boolean
local function run(name, at_cursor)
  local argument = at_cursor and { line = vim.api.nvim_win_get_cursor(0)[1] - 1 } or nil
  require("ascii_diagram.client").run("ascii-diagram." .. name, argument)
end

local function tell(message)
  vim.notify("ascii-diagram: " .. message, vim.log.levels.INFO)
end

local function show_status()
  require("ascii_diagram.client").run("ascii-diagram.status", nil, function(answer)
    local worker = type(answer.worker) == "table" and answer.worker or nil
    local model = worker and ("model %s in process %d"):format(worker.model, worker.process)
      or "no model is loaded"
    tell(("%s; %d questions; %s"):format(answer.state, answer.questions, model))
  end)
end

local function stop_model()
  require("ascii_diagram.client").run("ascii-diagram.stopModel", nil, function(answer)
    tell(answer.stopped and "the model was unloaded" or "no model was loaded")
  end)
end

local function cancel()
  tell(require("ascii_diagram.client").cancel() > 0 and "cancelled" or "nothing was running")
end

local function convert(arguments)
  local target = arguments.args
  if not vim.list_contains(CONVERSIONS, target) then
    local told = "ascii-diagram: expected one of " .. table.concat(CONVERSIONS, ", ")
    vim.notify(told, vim.log.levels.ERROR)
    return
  end
  run(target, true)
end

local function complete_conversion(typed)
  return vim.tbl_filter(function(name)
    return vim.startswith(name, typed)
  end, CONVERSIONS)
end

--- Create all commands.
function M.create()
  local function command(name, work, description, more)
    local options = vim.tbl_extend("error", { desc = description }, more or {})
    vim.api.nvim_create_user_command("AsciiDiagram" .. name, work, options)
  end
  for _, entry in ipairs(DOCUMENT_COMMANDS) do
    local name, of_server, at_cursor, description = unpack(entry)
    command(name, function()
      run(of_server, at_cursor)
    end, description)
  end
  command("Convert", convert, "Convert the diagram at the cursor", {
    nargs = 1,
    complete = complete_conversion,
  })
  command("Cancel", cancel, "Stop what runs")
  command("Status", show_status, "Tell how the model is")
  command("StopModel", stop_model, "Unload the model")
  command("Restart", function()
    require("ascii_diagram.client").restart()
  end, "Start the server again")
end

return M
