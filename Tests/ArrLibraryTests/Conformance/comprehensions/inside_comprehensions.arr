print([[j for j in range(i)] for i in range(4)], [sum([k for k in range(i)]) for i in range(4)], {i: [j for j in range(i)] for i in range(3)})
