--- The connection to the server: who serves a buffer, and what runs.
local M = {}

local NAME = "ascii_diagram"
local START_MILLISECONDS = 10000
local STOP_MILLISECONDS = 3000
local PATIENCE_MILLISECONDS = 400
local CANCELLED = -32800

---@type table<integer, {state: string, message: string, questions: integer}>
local statuses = {}
---@type table<table, true> Requests under way: each its client and its number there.
local running = {}

--- Start the server for a buffer, or connect the one that runs.
---@param buffer integer
---@return vim.lsp.Client|nil
function M.attach(buffer)
  local attached = vim.iter(vim.lsp.get_clients({ name = NAME, bufnr = buffer })):find(function(client)
    return not client:is_stopped()
  end)
  if attached or not require("ascii_diagram.server").check() then
    return attached
  end
  local config = vim.deepcopy(vim.lsp.config[NAME])
  config.name = NAME
  config.root_dir = vim.fs.root(buffer, { ".git" })
  local id = vim.lsp.start(config, { bufnr = buffer })
  return id and vim.lsp.get_client_by_id(id)
end

--- Return what the model does, for a status line: empty while there is nothing to tell.
---@return string
function M.status()
  local words = {
    starting = "diagrams: loading the model",
    working = "diagrams: drawing",
    failed = "diagrams: the model does not work",
  }
  for _, client in ipairs(vim.lsp.get_clients({ name = NAME })) do
    local status = statuses[client.id]
    if status and words[status.state] then
      return words[status.state]
    end
  end
  return ""
end

--- Take what a server says of its model.
---@param client_id integer
---@param status {state: string, message: string, questions: integer}
function M.set_status(client_id, status)
  statuses[client_id] = status
  vim.api.nvim_exec_autocmds("User", { pattern = "AsciiDiagramStatus", data = status })
  vim.cmd.redrawstatus({ bang = true })
end

---@param message string
---@param level integer
local function tell(message, level)
  vim.notify("ascii-diagram: " .. message, level)
end

--- Wait until a server can be talked to; false when it has ended instead.
---@param client vim.lsp.Client
---@return boolean
local function started(client)
  vim.wait(START_MILLISECONDS, function()
    return client.initialized or client:is_stopped()
  end, 10)
  return client.initialized == true and not client:is_stopped()
end

--- Tell how a request goes that takes its time.
---@param request table
local function tell_later(request)
  vim.defer_fn(function()
    if running[request] then
      vim.api.nvim_echo({ { "ascii-diagram: working; :AsciiDiagramCancel stops it" } }, false, {})
    end
  end, PATIENCE_MILLISECONDS)
end

--- Run a command of the server on the current buffer.
---@param command string Its name, such as `ascii-diagram.expand`.
---@param argument table|nil What it takes besides the document.
---@param done fun(answer: table)|nil Called with the answer; faults have been told.
function M.run(command, argument, done)
  local buffer = vim.api.nvim_get_current_buf()
  if vim.api.nvim_buf_get_name(buffer) == "" then
    -- Neovim makes edits of a buffer without a name in some other buffer.
    tell("the buffer has no name; `:file NAME` gives it one", vim.log.levels.WARN)
    return
  end
  local client = M.attach(buffer)
  if not client then
    return
  end
  if not started(client) then
    tell("the server does not answer; see :checkhealth ascii_diagram", vim.log.levels.ERROR)
    return
  end
  local place = vim.tbl_extend("force", { uri = vim.uri_from_bufnr(buffer) }, argument or {})
  local request = { client = client }
  local function take(fault, answer)
    running[request] = nil
    if fault and fault.code ~= CANCELLED then
      tell(fault.message, vim.log.levels.WARN)
    elseif not fault and done then
      done(answer)
    end
  end
  local params = { command = command, arguments = { place } }
  local sent, number = client:request("workspace/executeCommand", params, take, buffer)
  if sent then
    request.number = number
    running[request] = true
    tell_later(request)
  end
end

--- Cancel everything that runs; return how much that was.
---@return integer
function M.cancel()
  local count = 0
  for request in pairs(running) do
    request.client:cancel_request(request.number)
    count = count + 1
  end
  running = {}
  return count
end

--- End the servers and start them again for the buffers that they served.
function M.restart()
  local clients = vim.lsp.get_clients({ name = NAME })
  local buffers = {}
  for _, client in ipairs(clients) do
    vim.list_extend(buffers, vim.tbl_keys(client.attached_buffers))
    client:stop()
  end
  running = {}
  local function ended()
    return vim.iter(clients):all(function(client)
      return client:is_stopped()
    end)
  end
  if not vim.wait(STOP_MILLISECONDS, ended, 10) then
    for _, client in ipairs(clients) do
      client:stop(true)
    end
  end
  for _, buffer in ipairs(buffers) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      M.attach(buffer)
    end
  end
end

return M
