--- What users' own configuration may call.
local M = {}

--- Return what the model does, for a status line; empty while there is nothing to tell.
---@return string
function M.status()
  return require("ascii_diagram.client").status()
end

--- Cancel everything that runs; return how much that was.
---@return integer
function M.cancel()
  return require("ascii_diagram.client").cancel()
end

--- Take options instead of `vim.g.ascii_diagram`, for plugin managers that call `setup`. Call it
--- before the first file is opened.
---@param options table|nil
function M.setup(options)
  vim.g.ascii_diagram = vim.tbl_extend("force", vim.g.ascii_diagram or {}, options or {})
end

return M
