--- Where the server is.
local M = {}

M.install = 'install it with `pipx install "ascii-diagram[local,lsp]"`, '
  .. "or set vim.g.ascii_diagram.cmd"

--- Return whether a Python has the server.
---@param python string
---@return boolean
local function has_server(python)
  local look = "import sys; from importlib.util import find_spec; "
    .. "sys.exit(not find_spec('ascii_diagram_lsp'))"
  local ran, process = pcall(vim.system, { python, "-P", "-c", look }, { timeout = 5000 })
  return ran and process:wait().code == 0
end

--- Return program and arguments: as the user says, else the program on PATH, else the Python there.
---@param options ascii_diagram.Options
---@return string[]
function M.command(options)
  if options.cmd then
    return options.cmd
  end
  local level = { "--log-level", options.log_level }
  local program = vim.fn.exepath("ascii-diagram")
  if program == "" then
    for _, name in ipairs({ "python3", "python" }) do
      local python = vim.fn.exepath(name)
      if python ~= "" and has_server(python) then
        -- `-P`: the folder that is open is not searched for modules.
        return vim.list_extend({ python, "-P", "-m", "ascii_diagram", "lsp" }, level)
      end
    end
    program = "ascii-diagram"
  end
  return vim.list_extend({ program, "lsp" }, level)
end

--- Return whether the server can be started; tell the user, once, when it cannot.
---@return boolean
function M.check()
  local config = vim.lsp.config.ascii_diagram
  local program = type(config.cmd) == "table" and config.cmd[1]
  if not program or vim.fn.executable(program) == 1 then
    return true
  end
  local message = "ascii-diagram: there is no program `%s`; %s. See :help ascii-diagram-install"
  vim.notify_once(message:format(program, M.install), vim.log.levels.WARN)
  return false
end

return M
