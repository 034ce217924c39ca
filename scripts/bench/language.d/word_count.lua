local parts = {}
for i = 0, 24999 do parts[#parts + 1] = "word" .. i * i % 977 .. " the of and" end
local text = table.concat(parts, " ")

local function work()
  local counts, different = {}, 0
  for word in text:gmatch("[^ ]+") do
    if counts[word] == nil then different = different + 1 end
    counts[word] = (counts[word] or 0) + 1
  end
  return different * 1000000 + counts["the"] + counts["word1"]
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
