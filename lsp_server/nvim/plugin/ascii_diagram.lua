-- Defines the commands and lets Neovim start the server; everything else is loaded when needed.
if vim.g.loaded_ascii_diagram then
  return
end
vim.g.loaded_ascii_diagram = true

if vim.fn.has("nvim-0.11") == 0 then
  vim.notify("ascii-diagram needs Neovim 0.11 or newer", vim.log.levels.WARN)
  return
end

require("ascii_diagram.commands").create()

local given = vim.g.ascii_diagram
if type(given) == "table" and given.enabled == false then
  return
end

vim.lsp.enable("ascii_diagram")

-- Files of which Neovim does not know the type have no FileType event, which servers wait for.
vim.api.nvim_create_autocmd({ "BufReadPost", "BufNewFile" }, {
  group = vim.api.nvim_create_augroup("ascii_diagram", {}),
  desc = "Attach ascii-diagram to files without a type",
  callback = function(event)
    vim.schedule(function()
      local buffer = event.buf
      if
        vim.api.nvim_buf_is_loaded(buffer)
        and vim.bo[buffer].filetype == ""
        and vim.bo[buffer].buftype == ""
      then
        require("ascii_diagram.client").attach(buffer)
      end
    end)
  end,
})
