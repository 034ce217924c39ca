# Arr only: a caught error raised again keeps its place
def risky() {
    return 1 // 0
}
try { risky() } catch e {
    print("cleaning up")
    raise e
}
