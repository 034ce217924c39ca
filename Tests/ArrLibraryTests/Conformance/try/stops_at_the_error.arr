try {
    print("before")
    raise "x"
    print("never")
} catch { print("handler") }
