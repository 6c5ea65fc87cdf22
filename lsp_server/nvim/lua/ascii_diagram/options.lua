--- `vim.g.ascii_diagram`: what the user sets.
local M = {}

---@class ascii_diagram.Options
---@field enabled boolean Whether the server is started by itself.
---@field cmd string[]|nil Program and arguments of the server.
---@field log_level "error"|"warning"|"info"|"debug" How much the server writes to the LSP log.
---@field settings table<string, any> Settings of the server, by their dotted names.
---@field allowed_backends string[] Backends that a project may choose besides `local` and `none`.
local defaults = {
  enabled = true,
  cmd = nil,
  log_level = "warning",
  settings = vim.empty_dict(),
  allowed_backends = {},
}

local types = {
  enabled = "boolean",
  cmd = "table",
  log_level = "string",
  settings = "table",
  allowed_backends = "table",
}

--- Return what is wrong with the options, one sentence each.
---@return string[]
function M.faults()
  local given = vim.g.ascii_diagram
  if given == nil then
    return {}
  end
  if type(given) ~= "table" then
    return { "vim.g.ascii_diagram is not a table" }
  end
  local faults = {}
  for name, value in pairs(given) do
    if not types[name] then
      table.insert(faults, ("vim.g.ascii_diagram.%s: there is no such option"):format(name))
    elseif type(value) ~= types[name] then
      local told = "vim.g.ascii_diagram.%s: expected a %s"
      table.insert(faults, told:format(name, types[name]))
    end
  end
  table.sort(faults)
  return faults
end

--- Return the options, with defaults where nothing or nonsense is given.
---@return ascii_diagram.Options
function M.get()
  local options = vim.deepcopy(defaults)
  local given = vim.g.ascii_diagram
  for name, value in pairs(type(given) == "table" and given or {}) do
    if type(value) == types[name] then
      options[name] = value
    end
  end
  if vim.tbl_isempty(options.settings) then
    options.settings = vim.empty_dict() -- else it would be sent as a list
  end
  return options
end

return M
