-- What `vim.lsp.enable("ascii_diagram")` starts. `vim.lsp.config("ascii_diagram", {...})` changes it.
local options = require("ascii_diagram.options").get()

---@type vim.lsp.Config
return {
  cmd = require("ascii_diagram.server").command(options),
  -- No `filetypes`: directives stand in files of every kind.
  root_dir = function(buffer, start)
    if require("ascii_diagram.server").check() then
      start(vim.fs.root(buffer, { ".git" }))
    end
  end,
  -- Every change is told at once: Neovim counts a text as unchanged until it has told of the change,
  -- and would put an edit where its place was before.
  flags = { debounce_text_changes = 0 },
  init_options = {
    settings = options.settings,
    allowedBackends = options.allowed_backends,
    statusNotifications = true,
  },
  handlers = {
    ["asciiDiagram/status"] = function(_, status, context)
      require("ascii_diagram.client").set_status(context.client_id, status)
    end,
  },
}
