-- A user's configuration: the plugin, as a plugin manager puts it on the path.
vim.opt.runtimepath:prepend(vim.env.PLUGIN)
vim.opt.swapfile = false
vim.cmd("filetype plugin on")
vim.g.ascii_diagram = vim.json.decode(vim.env.OPTIONS or "{}")
