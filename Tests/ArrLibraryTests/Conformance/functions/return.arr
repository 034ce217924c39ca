def nothing() { }
def early(x) { if x { return "early" }; return "late" }
def tuple() { return 1, 2 }
def bare() { return }
print(nothing(), early(1), early(0), tuple(), bare())
