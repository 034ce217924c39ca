local names = { "blocks.0.attn.hook_q", "blocks.1.mlp.hook_post", "ln_final.hook_scale", "blocks.2.hook_resid_pre" }

local function work()
  local found = 0
  for turn = 0, 24999 do
    for _, name in ipairs(names) do
      if name:sub(1, 7) == "blocks." and name:sub(-2) == "_q" then found = found + 1 end
      if name:find("mlp", 1, true) then found = found + 1 end
    end
  end
  return found
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
