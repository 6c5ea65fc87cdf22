--- `:checkhealth ascii_diagram`
local M = {}

local health = vim.health

--- Start the server and hang up at once: it says what it lacks, or ends quietly.
---@param command string[]
local function check_start(command)
  local ran, process = pcall(vim.system, command, { stdin = "", text = true, timeout = 10000 })
  if not ran then
    health.error("the server cannot be started: " .. process)
    return
  end
  local result = process:wait()
  if result.stderr and vim.trim(result.stderr) ~= "" then
    health.error("the server does not start: " .. vim.trim(result.stderr))
  elseif result.signal ~= 0 then
    health.error(("the server was ended by signal %d"):format(result.signal))
  else
    health.ok("the server starts")
  end
end

local function check_version(program)
  local ran, process = pcall(vim.system, { program, "--version" }, { text = true, timeout = 10000 })
  local result = ran and process:wait()
  if result and result.code == 0 then
    health.ok(vim.trim(result.stdout) .. " at " .. program)
  end
end

function M.check()
  health.start("ascii-diagram")
  if vim.fn.has("nvim-0.11") == 0 then
    health.error("Neovim is older than 0.11")
    return
  end
  local faults = require("ascii_diagram.options").faults()
  for _, fault in ipairs(faults) do
    health.error(fault, "see :help ascii-diagram-options")
  end
  local command = vim.lsp.config.ascii_diagram.cmd
  if type(command) ~= "table" then
    health.info("the server is started by a function of your own")
    return
  end
  local program = vim.fn.exepath(command[1])
  if program == "" then
    local server = require("ascii_diagram.server")
    health.error(("there is no program `%s`"):format(command[1]), server.install)
    return
  end
  check_version(program)
  check_start(command)
  local clients = vim.lsp.get_clients({ name = "ascii_diagram" })
  if not vim.lsp.is_enabled("ascii_diagram") then
    health.warn("the server is not enabled", 'vim.lsp.enable("ascii_diagram") does it')
  elseif #clients == 0 then
    health.info("no buffer is served at the moment")
  end
  for _, client in ipairs(clients) do
    local count = vim.tbl_count(client.attached_buffers)
    health.ok(("serves %d buffer(s) below %s"):format(count, client.root_dir or "no root"))
  end
  health.info("`ascii-diagram doctor` in a shell checks the model")
end

return M
