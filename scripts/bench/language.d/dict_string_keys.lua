local names = {}
for i = 0, 999 do names[#names + 1] = "layer." .. i .. ".weight" end

local function work()
  local d = {}
  for turn = 0, 99 do
    for _, name in ipairs(names) do d[name] = turn end
  end
  local total = 0
  for turn = 0, 99 do
    for _, name in ipairs(names) do
      if d[name] ~= nil then total = total + d[name] end
    end
  end
  return total
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
