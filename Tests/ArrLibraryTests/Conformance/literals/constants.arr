print(true, false, none, [true, none], not true)
