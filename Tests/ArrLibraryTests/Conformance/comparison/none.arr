print(none == none, none != none, none == 1, none in [none], [none] == [none])
