print(1 == "1", none == false, none == 0, [] == false, "" == none, (1,) == [1], 0 != none, {} == [])
